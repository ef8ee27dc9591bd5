package io.operations.chart;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/** What a typed model has no field for. */
final class LeftOvers {

    private static final Pattern HOURS = Pattern.compile("\\d+h");

    private static final String REST = "getAdditionalProperties";

    private LeftOvers() {}

    /** Paths of all fields that Kubernetes would not know. */
    static List<String> of(HasMetadata object) {
        return in(object, object.getKind()).toList();
    }

    private static Stream<String> in(@Nullable Object value, String path) {
        return switch (value) {
            case null -> Stream.of();
            case Map<?, ?> map -> map.entrySet().stream().flatMap(it -> in(it.getValue(), path + "." + it.getKey()));
            case List<?> list -> list.stream().flatMap(it -> in(it, path + "[]"));
            case Enum<?> _ -> Stream.of();
            case Object model when isModel(model) -> getters(model).flatMap(it -> inField(model, it, path));
            default -> Stream.of();
        };
    }

    private static boolean isModel(Object value) {
        return value.getClass().getPackageName().startsWith("io.fabric8.");
    }

    private static Stream<Method> getters(Object model) {
        return Arrays.stream(model.getClass().getMethods())
                .filter(it -> it.getName().startsWith("get") && it.getParameterCount() == 0)
                .filter(it -> isModel(model) && it.getDeclaringClass() != Object.class);
    }

    private static Stream<String> inField(Object model, Method getter, String path) {
        try {
            var value = getter.invoke(model);
            if (getter.getName().equals(REST) && value instanceof Map<?, ?> rest)
                return rest.keySet().stream().map(it -> path + "." + it);
            return in(value, path + "." + getter.getName().substring("get".length()));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The object as Kubernetes would write it down. */
    static Map<String, Object> writtenBack(HasMetadata object) {
        return new Yaml().load(Manifests.KUBERNETES.asYaml(object));
    }

    /** Without what says nothing: nulls, empty lists and maps. */
    static @Nullable Object essence(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Map<?, ?> map -> essence(map);
            case List<?> list -> {
                var kept = list.stream()
                        .map(LeftOvers::essence)
                        .filter(Objects::nonNull)
                        .toList();
                yield kept.isEmpty() ? null : kept;
            }
            case String text when HOURS.matcher(text).matches() -> nanoseconds(text);
            default -> value;
        };
    }

    /** The models of Kubernetes write every duration so. */
    private static String nanoseconds(String hours) {
        return Duration.parse("PT" + hours).toNanos() + "ns";
    }

    private static @Nullable Object essence(Map<?, ?> map) {
        var kept = new LinkedHashMap<Object, Object>();
        map.forEach((key, value) -> {
            if (essence(value) instanceof Object it) kept.put(key, it);
        });
        return kept.isEmpty() ? null : kept;
    }
}
