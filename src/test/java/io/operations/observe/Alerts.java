package io.operations.observe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/** The alerts as the rule file has them. */
record Alerts(List<Alert> all) {

    static final Path FILE = Path.of("helm/operation-service/files/alerts.yaml");

    /** One rule that fires. */
    record Alert(String name, String severity, Map<String, String> annotations) {

        String annotation(String key) {
            return annotations.getOrDefault(key, "");
        }
    }

    static Alerts load() {
        Map<String, List<Map<String, Object>>> file = read(FILE);
        return new Alerts(file.getOrDefault("groups", List.of()).stream()
                .flatMap(group -> Alerts.<List<Map<String, Object>>>cast(group.get("rules")).stream())
                .map(Alerts::alert)
                .toList());
    }

    private static Alert alert(Map<String, Object> rule) {
        Map<String, String> labels = cast(rule.getOrDefault("labels", Map.of()));
        return new Alert(
                String.valueOf(rule.get("alert")),
                labels.getOrDefault("severity", ""),
                cast(rule.getOrDefault("annotations", Map.of())));
    }

    List<String> names() {
        return all.stream().map(Alert::name).toList();
    }

    static <T> T read(Path file) {
        try {
            return cast(new Yaml().load(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** YAML knows no types; whoever asks knows what is there. */
    @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"})
    static <T> T cast(@Nullable Object value) {
        return (T) value;
    }
}
