package io.operations.openapi;

import java.net.http.HttpHeaders;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Holds what the service answers against what its OpenAPI document says. Fails where they differ. */
public final class Contract {

    private static final ApiModel API = ApiModel.read();
    private static final Schemas SCHEMAS = new Schemas(API.document());

    /** Refusals that have nothing to do with what was asked for: of a request that is malformed or none, or of who sends it. */
    private static final Map<Integer, String> ANYWHERE = Map.of(
            400, "BadRequest",
            401, "Unauthorized",
            403, "Forbidden",
            404, "NotFound",
            405, "MethodNotAllowed",
            417, "NotSpoken",
            501, "NotSpoken",
            503, "Unavailable",
            505, "NotSpoken");

    /** Those of a request that no path has been looked at for. */
    private static final Set<Integer> NOT_SPOKEN = Set.of(417, 501, 505);

    /** What was asked for, and what came back. */
    private record Exchange(String method, String path, int status, HttpHeaders headers, String text, JsonNode body) {

        AssertionError differs(String how) {
            return new AssertionError("%s %s was answered with %d, %s\n%s".formatted(method, path, status, how, text));
        }
    }

    private Contract() {}

    /**
     * @param path of the request, as it was sent, without its query
     * @param body missing where the answer is no JSON
     */
    public static void answered(
            String method, String path, int status, HttpHeaders headers, String text, JsonNode body) {
        var exchange = new Exchange(method, path, status, headers, text, body);
        if (method.equals("OPTIONS") && status == 200) return;
        var response = response(exchange);
        headers(exchange, response);
        if (!method.equals("HEAD") && status != 101) content(exchange, response);
    }

    /** The same where only the status is known. */
    public static void answered(String method, String path, int status) {
        response(new Exchange(
                method,
                path,
                status,
                HttpHeaders.of(Map.of(), (_, _) -> true),
                "",
                JsonMapper.shared().missingNode()));
    }

    /** What was accepted is what may be sent. */
    public static void accepted(String method, String path, String body) {
        var schema = API.operation(method, path).at("/requestBody/content/application~1json/schema");
        if (schema.isMissingNode()) return;
        var differences = SCHEMAS.differences(schema, JsonMapper.shared().readTree(body));
        if (!differences.isEmpty()) {
            throw new AssertionError(
                    "%s %s accepted what it should not: %s\n%s".formatted(method, path, differences, body));
        }
    }

    /** What a listener has heard is an event. */
    public static void heard(JsonNode event) {
        var differences = SCHEMAS.differences(API.schema("Event"), event);
        if (!differences.isEmpty()) throw new AssertionError("Not an event: " + differences + "\n" + event);
    }

    private static JsonNode response(Exchange exchange) {
        var documented = API.operation(exchange.method(), exchange.path());
        var response = documented.isMissingNode() ? null : API.response(documented, exchange.status());
        if (response == null && (documented.isMissingNode() || NOT_SPOKEN.contains(exchange.status())))
            response = anywhere(exchange.status());
        if (response == null) throw exchange.differs("which the document does not know");
        return response;
    }

    /** Of paths that do not exist, and methods that they do not know. */
    private static @Nullable JsonNode anywhere(int status) {
        var name = ANYWHERE.get(status);
        return name == null
                ? null
                : API.document().path("components").path("responses").path(name);
    }

    private static void headers(Exchange exchange, JsonNode response) {
        response.path("headers").properties().forEach(it -> {
            var header = API.resolved(it.getValue());
            var value = exchange.headers().firstValue(it.getKey());
            if (value.isEmpty() && header.path("required").asBoolean(false)) {
                throw exchange.differs("without the header " + it.getKey());
            }
            value.map(text -> SCHEMAS.differences(header.path("schema"), typed(header, text)))
                    .filter(differences -> !differences.isEmpty())
                    .ifPresent(differences -> {
                        throw exchange.differs("with the header " + it.getKey() + ": " + differences);
                    });
        });
    }

    private static JsonNode typed(JsonNode header, String text) {
        var isNumber = header.at("/schema/type").asString("").equals("integer");
        return isNumber
                ? JsonMapper.shared().readTree(text)
                : JsonMapper.shared().valueToTree(text);
    }

    private static void content(Exchange exchange, JsonNode response) {
        var type = exchange.headers().firstValue("Content-Type").orElse("").split(";", 2)[0];
        var content = response.path("content").path(type);
        if (content.isMissingNode()) {
            throw exchange.differs("as \"%s\" and not as %s"
                    .formatted(
                            type,
                            response.path("content").propertyNames().stream().collect(Collectors.joining(" or "))));
        }
        if (exchange.body().isMissingNode()) return;
        var differences = SCHEMAS.differences(content.path("schema"), exchange.body());
        if (!differences.isEmpty()) throw exchange.differs("in which " + differences);
        if (exchange.body().path("type").asString("").equals("error")
                && exchange.body().path("error_code").asInt() != exchange.status()) {
            throw exchange.differs("and says another code");
        }
    }
}
