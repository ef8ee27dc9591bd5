package io.operations.openapi;

import io.operations.web.Document;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The OpenAPI document, as those who look things up in it need it. */
record ApiModel(ObjectNode document, List<Route> routes) {

    /** One path of the document, and which requests are for it. */
    record Route(String path, Pattern pattern, JsonNode item) {

        static Route of(Map.Entry<String, JsonNode> path) {
            var pattern = path.getKey().replace(".", "\\.").replaceAll("\\{\\w+}", "[^/]+");
            return new Route(path.getKey(), Pattern.compile(pattern), path.getValue());
        }
    }

    /** One method of a path. */
    record Operation(String path, String method, JsonNode item, JsonNode node) {

        @Override
        public String toString() {
            return method.toUpperCase(Locale.ROOT) + " " + path;
        }
    }

    static ApiModel read() {
        var document = Document.read();
        var routes = document.path("paths").properties().stream().map(Route::of);
        // What is spelled out goes before what fits too.
        return new ApiModel(
                document,
                routes.sorted((one, other) -> one.path().compareTo(other.path()))
                        .toList());
    }

    Stream<Operation> operations() {
        return routes.stream()
                .flatMap(route -> route.item().properties().stream()
                        .filter(it -> !it.getKey().equals("parameters"))
                        .map(it -> new Operation(route.path(), it.getKey(), route.item(), it.getValue())));
    }

    /** What answers such a request, whose path may be written with escapes; missing if nothing does. HEAD is answered as GET. */
    JsonNode operation(String method, String path) {
        var key = method.equals("HEAD") ? "get" : method.toLowerCase(Locale.ROOT);
        var plain = plain(path);
        return routes.stream()
                .filter(it -> it.pattern().matcher(plain).matches())
                .findFirst()
                .map(it -> it.item().path(key))
                .orElse(JsonMapper.shared().missingNode());
    }

    private static String plain(String path) {
        try {
            return UriUtils.decode(path, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return path;
        }
    }

    /** How it answers with a status; null if it does not. */
    @Nullable
    JsonNode response(JsonNode operation, int status) {
        var responses = operation.path("responses");
        var response = responses.has("" + status) ? responses.path("" + status) : responses.path(status / 100 + "XX");
        return response.isMissingNode() ? null : resolved(response);
    }

    /** The parameters of an operation, and those of its path. */
    Stream<JsonNode> parameters(Operation operation) {
        return Stream.of(operation.item(), operation.node())
                .flatMap(it -> it.path("parameters").values().stream())
                .map(this::resolved);
    }

    /** What it refers to, if it does. */
    JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asString().substring(1)) : node;
    }

    JsonNode schema(String name) {
        return document.path("components").path("schemas").path(name);
    }
}
