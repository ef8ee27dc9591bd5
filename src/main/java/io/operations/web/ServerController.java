package io.operations.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.operations.member.MemberService;
import io.operations.member.Membership;
import io.operations.operation.OperationClass;
import io.operations.operation.OperationInput;
import io.operations.operation.OperationService;
import io.operations.operation.OperationType;
import io.operations.operation.Secrecy;
import io.operations.requestor.AccessPolicy;
import io.operations.requestor.Caller;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** What the server is and can do (contract §3.7): {@code /}, {@code /1.0}, {@code /1.0/operation-types}. */
@RestController
class ServerController {

    /** Only what exists: an extension switches code of clients on. */
    static final List<String> API_EXTENSIONS = List.of(
            "operation_description",
            "projects",
            "certificate_token",
            "event_lifecycle",
            "event_location",
            "event_project",
            "event_lifecycle_requestor_address",
            "event_lifecycle_name_and_project",
            "clustering",
            "metrics",
            "metrics_api_requests",
            "operations_get_query_all_projects",
            "operation_wait",
            "operation_requestor",
            "operation_metadata_entity_url",
            "bulk_operations",
            "operation_child_count",
            "durable_operations",
            "explicit_trust_token",
            "certificate_project");

    private static final String SERVER = "operation-service";
    private static final String UNKNOWN_VERSION = "unknown";

    private final OperationService operations;
    private final MemberService member;
    private final Membership membership;
    private final String version;
    private final List<String> authMethods;
    private final TlsPort tls;

    ServerController(
            OperationService operations,
            MemberService member,
            Membership membership,
            JwtSettings jwt,
            TlsPort tls,
            ObjectProvider<BuildProperties> build) {
        this.operations = operations;
        this.member = member;
        this.membership = membership;
        this.tls = tls;
        this.authMethods = jwt.isOn() ? List.of("tls", "bearer") : List.of("tls");
        var properties = build.getIfAvailable();
        this.version = properties == null ? UNKNOWN_VERSION : String.valueOf(properties.getVersion());
    }

    @GetMapping("/")
    Envelope root() {
        return Envelope.sync(List.of("/1.0"));
    }

    @GetMapping("/1.0")
    Envelope server(Caller caller) {
        var trusted = caller.isTrusted();
        return Envelope.sync(new ServerView(
                API_EXTENSIONS,
                "stable",
                "1.0",
                trusted ? "trusted" : "untrusted",
                false,
                authMethods,
                Map.of(),
                trusted ? caller.requestor().username() : null,
                trusted ? caller.requestor().protocol() : null,
                trusted ? environment(AccessPolicy.mayDoEverything(caller)) : null));
    }

    /** Of the machine and its network only callers hear who may do everything. */
    private EnvironmentView environment(boolean isWhole) {
        return isWhole ? environment() : EnvironmentView.brief(membership.isClustered());
    }

    private EnvironmentView environment() {
        return new EnvironmentView(
                SERVER,
                version,
                member.name(),
                membership.isClustered(),
                ProcessHandle.current().pid(),
                ProjectSelection.DEFAULT,
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch"),
                tls.addresses(),
                tls.isOn() ? tls.pem() : "",
                tls.isOn() ? tls.fingerprint() : "");
    }

    @GetMapping("/1.0/operation-types")
    Envelope types() {
        return Envelope.sync(operations.types().stream().map(TypeView::of).toList());
    }

    /** The server, as clients see it: callers who are not trusted see less. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(SnakeCaseStrategy.class)
    record ServerView(
            List<String> apiExtensions,
            String apiStatus,
            String apiVersion,
            String auth,
            @JsonProperty("public") boolean isPublic,
            List<String> authMethods,
            Map<String, String> config,
            @Nullable String authUserName,
            @Nullable String authUserMethod,
            @Nullable EnvironmentView environment) {}

    /** Where it runs. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(SnakeCaseStrategy.class)
    record EnvironmentView(
            String server,
            @Nullable String serverVersion,
            @Nullable String serverName,
            boolean serverClustered,
            @Nullable Long serverPid,
            String project,
            @Nullable String osName,
            @Nullable String kernelVersion,
            @Nullable String kernelArchitecture,
            @Nullable List<String> addresses,
            @Nullable String certificate,
            @Nullable String certificateFingerprint) {

        /** What clients need and every server says of itself. */
        static EnvironmentView brief(boolean isClustered) {
            return new EnvironmentView(
                    SERVER,
                    null,
                    null,
                    isClustered,
                    null,
                    ProjectSelection.DEFAULT,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null);
        }
    }

    /** One type that may be scheduled. */
    @JsonNaming(SnakeCaseStrategy.class)
    record TypeView(
            String name,
            String description,
            List<String> classes,
            String entityType,
            boolean anyEntity,
            String conflictAction,
            boolean bulk,
            boolean mustRun,
            boolean durable,
            @Nullable Double timeout,
            RetryView retry,
            List<InputView> inputs) {

        static TypeView of(OperationType type) {
            return new TypeView(
                    type.name(),
                    type.description(),
                    type.classes().stream().map(OperationClass::wireName).toList(),
                    type.entityType().wireName(),
                    type.anyEntity(),
                    type.conflictAction().name().toLowerCase(Locale.ROOT),
                    type.isBulk(),
                    type.isMustRun(),
                    type.durable(),
                    type.timeout().map(TypeView::seconds).orElse(null),
                    new RetryView(
                            type.retry().attempts(),
                            seconds(type.retry().firstDelay()),
                            seconds(type.retry().maxDelay())),
                    type.inputs().stream().map(InputView::of).toList());
        }

        private static double seconds(Duration time) {
            return time.toMillis() / 1000.0;
        }
    }

    /** How often durable operations of a type are attempted, and the delays between, in seconds. */
    @JsonNaming(SnakeCaseStrategy.class)
    record RetryView(int attempts, double firstDelay, double maxDelay) {}

    /** One input of a type; how it is kept, where it is not open. */
    @JsonNaming(SnakeCaseStrategy.class)
    record InputView(
            String name,
            String type,
            boolean required,
            String description,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String secrecy) {

        static InputView of(OperationInput input) {
            return new InputView(
                    input.name(), input.kind().wireName(), input.required(), input.description(), secrecy(input));
        }

        private static @Nullable String secrecy(OperationInput input) {
            return input.secrecy() == Secrecy.OPEN
                    ? null
                    : input.secrecy().name().toLowerCase(Locale.ROOT);
        }
    }
}
