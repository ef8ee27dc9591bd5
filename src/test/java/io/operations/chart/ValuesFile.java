package io.operations.chart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.json.JsonMapper;

/** The chart's {@code values.yaml}: what may be set, and what the comment above each key says. */
final class ValuesFile {

    /** Maps whose keys are anybody's, or Kubernetes' own. */
    private static final List<String> WHOLE = List.of("resources", "labels", "annotations");

    /**
     * One that may be set.
     *
     * @param path    {@code image.tag}
     * @param comment of one line; empty if there is none
     */
    record Value(String path, Object initial, String comment) {}

    private ValuesFile() {}

    static List<Value> all() {
        try {
            var text = Files.readString(Chart.FOLDER.resolve("values.yaml"));
            var values = new ArrayList<Value>();
            collect("", new Yaml().load(text), comments(text), values);
            return values;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void collect(
            String prefix, Map<String, Object> level, Map<String, String> comments, List<Value> found) {
        level.forEach((key, value) -> {
            var path = prefix + key;
            if (value instanceof Map<?, ?> map && !map.isEmpty() && !WHOLE.contains(key)) {
                collect(path + ".", cast(map), comments, found);
            } else {
                found.add(new Value(path, value, comments.getOrDefault(path, "")));
            }
        });
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> cast(Map<?, ?> map) {
        return (Map<String, Object>) map;
    }

    /** By path. A comment belongs to the key below it. */
    private static Map<String, String> comments(String text) {
        var comments = new LinkedHashMap<String, String>();
        var parents = new ArrayList<String>();
        var comment = new StringBuilder();
        for (var line : text.lines().toList()) {
            var content = line.strip();
            if (content.startsWith("# ")) {
                comment.append(comment.isEmpty() ? "" : " ").append(content.substring(2));
                continue;
            }
            if (content.matches("[\\w.-]+:.*")) {
                var depth = (line.length() - line.stripLeading().length()) / 2;
                while (parents.size() > depth) parents.removeLast();
                parents.add(content.substring(0, content.indexOf(':')));
                if (!comment.isEmpty()) comments.put(String.join(".", parents), comment.toString());
            }
            comment.setLength(0);
        }
        return comments;
    }

    /** As the table of the chart's README has it. */
    static String table() {
        var table = new StringBuilder("| value | what | default |\n|---|---|---|\n");
        for (var value : all()) {
            table.append("| `%s` | %s | `%s` |\n"
                    .formatted(
                            value.path(), value.comment(), JsonMapper.shared().writeValueAsString(value.initial())));
        }
        return table.toString();
    }
}
