package io.operations.access;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rows of the table in {@link AccessTableTests}, and the requests that they are about. */
final class AccessTable {

    private static final String NOOP = "{\"type\": \"noop\"}";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");

    private AccessTable() {}

    /** One request, and what each caller hears. */
    record Row(String request, Map<String, Integer> answers) {}

    static List<Row> rows() {
        var lines =
                AccessTableTests.TABLE.strip().lines().map(AccessTable::cells).toList();
        var names = lines.getFirst();
        var rows = new ArrayList<Row>();
        for (var cells : lines.subList(1, lines.size())) {
            var answers = new LinkedHashMap<String, Integer>();
            for (var i = 1; i < cells.size(); i++) answers.put(names.get(i), Integer.valueOf(cells.get(i)));
            rows.add(new Row(cells.getFirst(), answers));
        }
        return rows;
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.split("\\|")).map(String::strip).toList();
    }

    /** A request that can be sent. */
    record Request(String method, String target, @Nullable String body) {

        Request with(String other) {
            return new Request(method, other, body);
        }

        /** What a caller hears; held against the document. */
        int status(Somebody caller) {
            return switch (method) {
                case "WS" -> caller.upgrade(target);
                default -> caller.call(method, target, body).status();
            };
        }

        /** What a caller hears, at a path that the document may not know. */
        int statusOnly(Somebody caller) {
            return method.equals("WS") ? caller.opened(target) : caller.status(method, target, body);
        }
    }

    /** Makes what requests are about, anew for each. */
    record Requests(Scene scene) {

        Request fill(String request) {
            var parts = request.split(" ", 3);
            var things = new HashMap<String, String>();
            var target = PLACEHOLDER.matcher(parts[1]).replaceAll(it -> scene.find(it.group(1), things));
            return new Request(
                    parts[0], target, parts.length > 2 || parts[0].equals("POST") ? body(parts, things) : null);
        }

        private String body(String[] parts, Map<String, String> things) {
            if (parts[1].startsWith("/1.0/operations?") || parts[1].equals("/1.0/operations")) return NOOP;
            if (parts[1].equals("/1.0/projects")) return "{\"name\": \"%s\"}".formatted(Scene.fresh());
            return switch (parts[2]) {
                case "{secret}" -> "{\"secret\": \"%s\"}".formatted(scene.find("secret", things));
                case "{wrong}" -> "{\"secret\": \"x\"}";
                case "{change}" -> "{\"name\": \"renamed\", \"restricted\": true}";
                case "{token}" -> "{\"name\": \"somebody\", \"token\": true}";
                case "{certificate}" ->
                    "{\"name\": \"somebody\", \"certificate\": \"%s\"}"
                            .formatted(ClientCertificate.fresh().base64());
                default -> throw new IllegalArgumentException(parts[2]);
            };
        }
    }
}
