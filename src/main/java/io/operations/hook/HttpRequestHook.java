package io.operations.hook;

import io.opentelemetry.api.trace.Tracer;
import io.operations.operation.EntityType;
import io.operations.operation.Inputs;
import io.operations.operation.OperationClass;
import io.operations.operation.OperationInput;
import io.operations.operation.OperationInput.Kind;
import io.operations.operation.OperationType;
import io.operations.operation.RetryPolicy;
import io.operations.operation.RunContext;
import io.operations.operation.RunHook;
import io.operations.operation.Secrecy;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** Lets an HTTP endpoint do the work, and shows on the operation what it says meanwhile. */
class HttpRequestHook implements RunHook {

    private static final OperationType TYPE = OperationType.of(
                    "http-request",
                    "Calling an HTTP endpoint",
                    EntityType.PROJECT,
                    OperationClass.TASK,
                    OperationClass.DURABLE)
            .onAnyEntity()
            .retrying(RetryPolicy.of(5, Duration.ofSeconds(1), Duration.ofMinutes(1)))
            .failingOnConflict()
            .withInputs(
                    OperationInput.required(
                                    "url", Kind.TEXT, "Absolute http or https URL; its host must be an allowed one")
                            .kept(Secrecy.CONFIDENTIAL),
                    OperationInput.optional(
                            "method", Kind.TEXT, "GET, POST, PUT, PATCH, DELETE or HEAD; default POST with a body"),
                    OperationInput.optional(
                                    "headers",
                                    Kind.OBJECT,
                                    "Header names and texts to send along; {\"secret_ref\": \"NAME\"} in place of a text sends a configured secret")
                            .kept(Secrecy.SECRET),
                    OperationInput.optional("body", Kind.ANY, "JSON to send").kept(Secrecy.CONFIDENTIAL),
                    OperationInput.optional(
                            "timeout",
                            Kind.TEXT_OR_NUMBER,
                            "For the whole call: an ISO-8601 duration (PT5M) or seconds"),
                    OperationInput.optional(
                            "expected_statuses", Kind.ARRAY, "HTTP statuses that are Success; default 200 to 299"));

    private final HttpRequestSettings settings;
    private final AllowedHosts allowed;
    private final HttpSecrets secrets;
    private final DirectClient client;
    private final Tracer tracer;

    HttpRequestHook(
            HttpRequestSettings settings,
            AllowedHosts allowed,
            HttpSecrets secrets,
            DirectClient client,
            Tracer tracer) {
        this.settings = settings;
        this.allowed = allowed;
        this.secrets = secrets;
        this.client = client;
        this.tracer = tracer;
    }

    @Override
    public OperationType type() {
        return TYPE;
    }

    @Override
    public void validate(Inputs inputs) {
        parse(inputs);
    }

    /** Headers that hold no credential are no more secret than the body. */
    @Override
    public Secrecy secrecy(OperationInput input, JsonNode value) {
        return input.secrecy() == Secrecy.SECRET && !CallerHeaders.holdCredential(value)
                ? Secrecy.CONFIDENTIAL
                : input.secrecy();
    }

    @Override
    public void run(RunContext context) throws InterruptedException {
        var request = parse(context.inputs());
        var values = secrets.resolve(
                request.references(), context.project(), request.first().endpoint());
        new HttpCall(request.with(values), context, allowed, client, tracer).make();
    }

    private HttpRequest parse(Inputs inputs) {
        return HttpRequest.of(inputs, settings, allowed);
    }
}
