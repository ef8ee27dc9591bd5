package io.operations;

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

/** The properties that the service and its libraries know. */
public final class ServiceProperties {

    private static final Set<String> NAMES = read();
    private static final Set<String> VARIABLES =
            NAMES.stream().map(ServiceProperties::variable).collect(Collectors.toSet());

    private ServiceProperties() {}

    /** Those properties that set nothing. */
    public static List<String> unknown(Collection<String> properties) {
        return properties.stream().filter(it -> !NAMES.contains(it)).toList();
    }

    /** Those environment variables that set nothing. */
    public static List<String> unknownVariables(Collection<String> variables) {
        return variables.stream().filter(it -> !VARIABLES.contains(it)).toList();
    }

    private static String variable(String property) {
        return property.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
    }

    private static Set<String> read() {
        try {
            var resources = Thread.currentThread()
                    .getContextClassLoader()
                    .getResources("META-INF/spring-configuration-metadata.json");
            return Collections.list(resources).stream()
                    .flatMap(ServiceProperties::names)
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
