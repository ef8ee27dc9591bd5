package io.operations.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** The properties that the service and its libraries know, by the names that environment variables have for them. */
final class ServiceProperties {

    private static final Set<String> VARIABLES = variables();

    private ServiceProperties() {}

    /** Those variables that set nothing. */
    static List<String> unknown(Collection<String> variables) {
        return variables.stream().filter(it -> !VARIABLES.contains(it)).toList();
    }

    private static Set<String> variables() {
        try {
            var resources = Thread.currentThread()
                    .getContextClassLoader()
                    .getResources("META-INF/spring-configuration-metadata.json");
            return Collections.list(resources).stream()
                    .flatMap(ServiceProperties::names)
                    .map(it -> it.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> names(URL metadata) {
        try (var stream = metadata.openStream()) {
            return JsonMapper.shared().readTree(stream).path("properties").values().stream()
                    .map(it -> it.path("name").asString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
