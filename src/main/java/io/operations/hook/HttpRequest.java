package io.operations.hook;

import io.operations.operation.DurationInput;
import io.operations.operation.Inputs;
import io.operations.operation.OperationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * What the inputs of an {@code http-request} ask for.
 *
 * @param references names of secrets, by the headers whose values they are
 * @param expected   the statuses that are Success; empty for 200 to 299
 * @param redaction  of what the endpoint says
 */
record HttpRequest(
        Hop first, Map<String, String> references, Duration timeout, Set<Integer> expected, Redaction redaction) {

    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD");
    private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD");

    /** @throws OperationException.Invalid with a message that names the field */
    static HttpRequest of(Inputs inputs, HttpRequestSettings settings, AllowedHosts allowed) {
        var endpoint = Endpoint.of(inputs.text("url"), "inputs.url");
        allowed.objection(endpoint.host(), endpoint.port()).ifPresent(objection -> {
            throw new OperationException.Invalid(
                    "inputs.url leads to " + endpoint.host() + ", port " + endpoint.port() + ", which " + objection);
        });
        var body = inputs.optional("body");
        var hop = new Hop(method(inputs, body), endpoint, CallerHeaders.of(inputs), body.orElse(null));
        return new HttpRequest(
                hop, CallerHeaders.references(inputs), timeout(inputs, settings), expected(inputs), Redaction.NONE);
    }

    /** The same with the values of its secrets, which nothing is to repeat. */
    HttpRequest with(Map<String, String> secrets) {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(first.headers());
        headers.putAll(secrets);
        var hop = new Hop(first.method(), first.endpoint(), headers, first.body());
        var hidden = new ArrayList<>(secrets.values());
        hidden.addAll(CallerHeaders.credentials(first.headers()));
        return new HttpRequest(hop, references, timeout, expected, Redaction.of(hidden));
    }

    boolean expects(int status) {
        return expected.isEmpty() ? status >= 200 && status <= 299 : expected.contains(status);
    }

    private static String method(Inputs inputs, Optional<JsonNode> body) {
        var method = inputs.optional("method")
                .map(it -> it.asString().toUpperCase(Locale.ROOT))
                .orElse(body.isPresent() ? "POST" : "GET");
        check(METHODS.contains(method), "method", "must be one of GET, POST, PUT, PATCH, DELETE, HEAD");
        check(body.isEmpty() || !WITHOUT_BODY.contains(method), "body", "does not go with " + method);
        return method;
    }

    private static Duration timeout(Inputs inputs, HttpRequestSettings settings) {
        var timeout = inputs.optional("timeout")
                .map(it -> DurationInput.parse(it, "inputs.timeout", settings.maxTimeout()))
                .orElse(settings.defaultTimeout());
        check(timeout.isPositive(), "timeout", "must be more than 0");
        return timeout;
    }

    private static Set<Integer> expected(Inputs inputs) {
        var statuses = new TreeSet<Integer>();
        inputs.optional("expected_statuses").ifPresent(given -> {
            check(!given.isEmpty(), "expected_statuses", "must not be empty");
            given.values().forEach(it -> statuses.add(status(it)));
        });
        return statuses;
    }

    private static int status(JsonNode value) {
        check(value.isInt(), "expected_statuses", "must be whole numbers");
        check(value.intValue() >= 200 && value.intValue() <= 599, "expected_statuses", "must be from 200 to 599");
        return value.intValue();
    }

    private static void check(boolean fine, String field, String rule) {
        if (!fine) {
            throw new OperationException.Invalid("inputs." + field + " " + rule);
        }
    }
}
