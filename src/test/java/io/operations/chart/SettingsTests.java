package io.operations.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.ssl.PemSslBundleProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.json.JsonMapper;

/** What the chart sets are settings that the service, Spring Boot or Java have. */
class SettingsTests {

    private static final String BUNDLES = "spring.ssl.bundle.pem.";
    private static final Set<String> KNOWN = properties();

    /** Of every library on the class path, and of the service. */
    private static Set<String> properties() {
        var names = new HashSet<String>();
        try {
            var files = SettingsTests.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json");
            for (var file : Collections.list(files)) {
                try (var metadata = file.openStream()) {
                    JsonMapper.shared()
                            .readTree(metadata)
                            .path("properties")
                            .forEach(it -> names.add(it.path("name").asString()));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return names;
    }

    private static String asVariable(String property) {
        return property.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
    }

    static Collection<List<String>> combinations() {
        return Combinations.all().values();
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void haveNamesThatAreRead(List<String> values) {
        var rendered = Chart.render(values);
        var known = KNOWN.stream().map(SettingsTests::asVariable).collect(Collectors.toSet());
        known.add("JDK_JAVA_OPTIONS");
        known.add("TZ");

        assertThat(rendered.service().getEnv()).extracting(EnvVar::getName).isSubsetOf(known).doesNotHaveDuplicates();
        assertThat(rendered.properties().keySet())
                .filteredOn(it -> !it.startsWith(BUNDLES))
                .isSubsetOf(KNOWN)
                .isNotEmpty();
        assertThat(rendered.properties())
                .as("nobody is trusted because of where they are")
                .containsEntry("operations.authentication.trust-loopback", false);
        checkBundles(rendered.properties());
    }

    /** The names below a bundle's are in no list: they are what its class has. */
    private static void checkBundles(Map<String, Object> properties) {
        var source = new MapPropertySource("chart", properties);
        for (var name : List.of("web", "kubernetes")) {
            assertThatCode(() -> new Binder(ConfigurationPropertySources.from(source))
                            .bind(
                                    BUNDLES + name,
                                    Bindable.of(PemSslBundleProperties.class),
                                    new NoUnboundElementsBindHandler()))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void nameTheMemberAsItsPod() {
        var name = Chart.render("trial.postgresql.enabled=true").variable("OPERATIONS_MEMBER_NAME");

        assertThat(name.getValueFrom().getFieldRef().getFieldPath()).isEqualTo("metadata.name");
    }

    @ParameterizedTest
    @MethodSource("portsAndValues")
    void listenWhereTheContainerSaysSo(Map<String, Integer> ports, List<String> values) {
        var rendered = Chart.render(values);

        assertThat(rendered.service().getPorts()
                        .stream().collect(Collectors.toMap(it -> it.getName(), it -> it.getContainerPort())))
                .isEqualTo(ports);
        assertThat(rendered.variable("SERVER_PORT").getValue()).isEqualTo("8080");
        assertThat(rendered.variable("SERVER_ADDRESS").getValue())
                .isEqualTo(ports.containsKey("http") ? "0.0.0.0" : "127.0.0.1");
        assertThat(rendered.variable("MANAGEMENT_SERVER_PORT").getValue()).isEqualTo(ports.get("management") + "");
        assertThat(rendered.properties().get("operations.tls.port")).isEqualTo(ports.get("https"));
    }

    static Object[][] portsAndValues() {
        var tls = List.of("trial.postgresql.enabled=true", "tls.enabled=true", "tls.existingSecret=ops-tls");
        return new Object[][] {
            {Map.of("http", 8080, "management", 8081), List.of("trial.postgresql.enabled=true")},
            {Map.of("http", 8080, "https", 8443, "management", 8081), tls},
            {Map.of("https", 8443, "management", 8081), List.of(tls.get(0), tls.get(1), tls.get(2), "tls.only=true")},
        };
    }

    /** README: the grace period must be half a minute more than the shutdown's timeout. */
    @Test
    void leaveTimeToStop() {
        var rendered = Chart.render("trial.postgresql.enabled=true", "shutdown.timeoutSeconds=900", "shutdown.pauseSeconds=10");

        var pod = rendered.one(Deployment.class).getSpec().getTemplate().getSpec();
        assertThat(rendered.properties()).containsEntry("operations.shutdown.timeout", "900s");
        assertThat(rendered.service().getLifecycle().getPreStop().getSleep().getSeconds()).isEqualTo(10);
        assertThat(pod.getTerminationGracePeriodSeconds()).isGreaterThan(900 + 10 + 30);
    }

    @Test
    void replaceMembersOnlyWhenOthersAreReady() {
        var strategy = Chart.render("trial.postgresql.enabled=true").one(Deployment.class).getSpec().getStrategy();

        assertThat(strategy.getType()).isEqualTo("RollingUpdate");
        assertThat(strategy.getRollingUpdate().getMaxUnavailable().getIntVal()).isZero();
    }

    @Test
    void keepPropertiesAsTheyWereWritten() {
        var properties = Chart.render(
                        "trial.postgresql.enabled=true",
                        "properties.operations\\.runner\\.slots=1000000",
                        "properties.operations\\.member\\.offline-threshold=1m",
                        "properties.operations\\.http\\.allowed-hosts[0]=*.example.com",
                        "properties.operations\\.http\\.allowed-hosts[1]=10.0.0.0/8")
                .properties();

        assertThat(properties)
                .containsEntry("operations.runner.slots", 1_000_000)
                .containsEntry("operations.member.offline-threshold", "1m")
                .containsEntry("operations.http.allowed-hosts", List.of("*.example.com", "10.0.0.0/8"));
    }

    /** Members of a release are as old as its chart says. */
    @Test
    void runTheVersionThatIsBuiltHere() throws IOException {
        Map<String, Object> chart = new Yaml().load(Files.readString(Chart.FOLDER.resolve("Chart.yaml")));
        var pom = Files.readString(Path.of("pom.xml"));

        assertThat(pom).contains("<artifactId>operation-service</artifactId>\n  <version>" + chart.get("appVersion") + "<");
        assertThat(Chart.render("trial.postgresql.enabled=true").service().getImage())
                .isEqualTo("operation-service:" + chart.get("appVersion"));
    }
}
