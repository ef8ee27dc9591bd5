package io.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The README's tables and examples say what the code does. */
@ServiceTest
class ReadmeTests {

    private static final Pattern METER =
            Pattern.compile("# TYPE ((?:api|cluster|database|event|operations|tls)_\\w+) (\\w+)");
    private static final List<String> ROOMS = List.of("operation", "event", "web", "member", "requestor", "hook");

    private final String readme;
    private final int port;
    private final RequestMappingHandlerMapping mappings;
    private final PrometheusMeterRegistry meters;

    ReadmeTests(@LocalServerPort int port, ApplicationContext context, @Autowired PrometheusMeterRegistry meters)
            throws IOException {
        this.readme = Files.readString(Path.of("README.md"));
        this.port = port;
        this.mappings = context.getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class);
        this.meters = meters;
    }

    @Test
    void listsEveryEndpoint() {
        var missing = mappings.getHandlerMethods().keySet().stream()
                .flatMap(mapping -> mapping.getMethodsCondition().getMethods().stream()
                        .flatMap(method -> mapping.getPatternValues().stream().map(path -> method + " " + path)))
                .filter(it -> !readme.contains("| `" + it + "`"))
                .toList();

        assertThat(missing).isEmpty();
    }

    @Test
    void listsEveryPropertyWithItsDefault() throws IOException {
        var rows = rows("`operations\\.");
        var properties = new TreeMap<String, String>();
        try (var metadata = getClass().getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            JsonMapper.shared()
                    .readTree(metadata)
                    .path("properties")
                    .forEach(it -> properties.put(it.path("name").asString(), defaultOf(it)));
        }

        assertThat(rows.keySet()).isEqualTo(properties.keySet());
        properties.forEach((name, value) -> assertThat(rows.get(name)).as(name).contains(value));
    }

    /** A list is written as {@code [a, b]} there. */
    private static String defaultOf(JsonNode property) {
        return property.path("defaultValue").asString("").replaceAll("[\\[\\]]", "");
    }

    @Test
    void listsEveryMetric() {
        var api = Api.on(port);
        api.await(api.schedule("{\"type\": \"flaky\", \"inputs\": {\"failures\": 1}}")
                .id());
        var metrics = new TreeSet<String>();
        METER.matcher(meters.scrape()).results().forEach(it -> metrics.add(it.group(1)));

        metrics.removeIf(it -> it.endsWith("_max"));
        // There is no TLS port here.
        metrics.add("tls_certificate_expiry_timestamp_seconds");
        assertThat(rows("`(?:api|cluster|database|event|operations|tls)_").keySet())
                .isEqualTo(metrics);
    }

    @Test
    void linksEachAlertToItsRunbook() throws IOException {
        var alerts = Pattern.compile("^      - alert: (\\w+)$", Pattern.MULTILINE)
                .matcher(Files.readString(Path.of("helm/operation-service/files/alerts.yaml")))
                .results()
                .map(it -> it.group(1))
                .toList();

        assertThat(rows("\\[`Operation").keySet()).containsExactlyInAnyOrderElementsOf(alerts);
        assertThat(alerts)
                .allSatisfy(it -> assertThat(readme)
                        .contains("[`%s`](docs/runbook.md#%s)".formatted(it, it.toLowerCase(Locale.ROOT))));
    }

    @Test
    void showsTheExampleThatTheTestsCompile() throws IOException {
        var example = Files.readString(Path.of("src/test/java/io/operations/examples/ResizeVolume.java"));

        assertThat(readme).contains(example.substring(example.indexOf("/** Grows")));
    }

    @Test
    void mapsEveryNameOfTheGoPackageToOneThatExists() {
        var rows = rows("`[A-Z]\\w+`(?:, `\\w+`)? \\|");

        assertThat(rows).hasSizeGreaterThan(40);
        rows.forEach((name, row) -> Pattern.compile("\\| `(\\w+)(?:\\.(\\w+))?`", Pattern.MULTILINE)
                .matcher(row.substring(row.indexOf('|', 2)))
                .results()
                .forEach(it ->
                        assertThat(exists(it.group(1), it.group(2))).as(row).isTrue()));
    }

    private static boolean exists(String type, String member) {
        return ROOMS.stream()
                .flatMap(room -> load("io.operations." + room + "." + type))
                .anyMatch(it -> member == null || hasMethod(it, member));
    }

    private static boolean hasMethod(Class<?> type, String name) {
        return Stream.concat(Arrays.stream(type.getDeclaredMethods()), Arrays.stream(type.getMethods()))
                .map(Method::getName)
                .anyMatch(name::equals);
    }

    private static Stream<Class<?>> load(String name) {
        try {
            return Stream.of(Class.forName(name));
        } catch (ClassNotFoundException e) {
            return Stream.empty();
        }
    }

    /** Table rows whose first cell begins so, by the text in that cell's backquotes. */
    private Map<String, String> rows(String firstCell) {
        var rows = new TreeMap<String, String>();
        Pattern.compile("^\\| (" + firstCell + ".*)$", Pattern.MULTILINE)
                .matcher(readme)
                .results()
                .forEach(it -> rows.put(it.group(1).split("`")[1], it.group()));
        return rows;
    }
}
