package io.operations.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.ssl.PemSslBundleProperties;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;

/** What the chart tells the service, and Kubernetes of it. */
class SettingsTests {

    private static final String TRIAL = "trial.postgresql.enabled=true";
    private static final List<String> TLS = List.of(TRIAL, "tls.enabled=true", "tls.existingSecret=ops-tls");
    private static final List<String> ONLY_TLS = List.of(TLS.get(0), TLS.get(1), TLS.get(2), "tls.only=true");

    @Test
    void trustNobodyBecauseOfWhereTheyAre() {
        assertThat(Chart.render(TRIAL).properties())
                .containsEntry("operations.authentication.trust-loopback", false)
                .doesNotContainKey("operations.authentication.trust-everybody");
    }

    /** The names below a bundle's are in no list: they are what its class has. */
    @ParameterizedTest
    @MethodSource("bundles")
    void haveBundlesThatSpringKnows(String name) {
        var source = new MapPropertySource("chart", Chart.render(TLS).properties());
        var binder = new Binder(ConfigurationPropertySources.from(source));
        var handler = new NoUnboundElementsBindHandler(BindHandler.DEFAULT);

        assertThatCode(() -> binder.bind(
                                "spring.ssl.bundle.pem." + name, Bindable.of(PemSslBundleProperties.class), handler)
                        .get())
                .doesNotThrowAnyException();
    }

    static List<String> bundles() {
        return List.of("web", "kubernetes");
    }

    @Test
    void nameTheMemberAsItsPod() {
        var name = Chart.render(TRIAL).variable("OPERATIONS_MEMBER_NAME");

        assertThat(name.getValueFrom().getFieldRef().getFieldPath()).isEqualTo("metadata.name");
    }

    @ParameterizedTest
    @MethodSource("portsAndValues")
    void listenWhereTheContainerSaysSo(Map<String, Integer> ports, List<String> values) {
        var rendered = Chart.render(values);

        assertThat(rendered.service().getPorts().stream()
                        .collect(Collectors.toMap(ContainerPort::getName, ContainerPort::getContainerPort)))
                .isEqualTo(ports);
        assertThat(rendered.variable("SERVER_PORT").getValue()).isEqualTo("8080");
        assertThat(rendered.variable("SERVER_ADDRESS").getValue())
                .isEqualTo(ports.containsKey("http") ? "0.0.0.0" : "127.0.0.1");
        assertThat(rendered.variable("MANAGEMENT_SERVER_PORT").getValue())
                .isEqualTo(String.valueOf(ports.get("management")));
        assertThat(rendered.properties().get("operations.tls.port")).isEqualTo(ports.get("https"));
    }

    static Object[][] portsAndValues() {
        return new Object[][] {
            {Map.of("http", 8080, "management", 8081), List.of(TRIAL)},
            {Map.of("http", 8080, "https", 8443, "management", 8081), TLS},
            {Map.of("https", 8443, "management", 8081), ONLY_TLS},
        };
    }

    /** And are let through to the collector, which the policy knows by its port. */
    @Test
    void sendTracesWhereTheyAreCollected() {
        var endpoint = "http://collector.monitoring:4317/v1/traces";
        var rendered = Chart.render(TRIAL, "monitoring.traces.endpoint=" + endpoint);

        assertThat(rendered.properties())
                .containsEntry("management.opentelemetry.tracing.export.otlp.endpoint", endpoint);
        assertThat(calledPorts(rendered)).contains(4317);
        assertThat(calledPorts(Chart.render(TRIAL))).doesNotContain(4317);
    }

    private static List<Integer> calledPorts(Manifests rendered) {
        return rendered.each(NetworkPolicy.class)
                .filter(it -> it.getMetadata().getName().equals(Chart.NAME))
                .flatMap(it -> it.getSpec().getEgress().stream())
                .flatMap(it -> it.getPorts().stream())
                .map(it -> it.getPort().getIntVal())
                .toList();
    }

    /** README: the grace period must be half a minute more than the shutdown's timeout. */
    @Test
    void leaveTimeToStop() {
        var rendered = Chart.render(TRIAL, "shutdown.timeoutSeconds=900", "shutdown.pauseSeconds=10");

        assertThat(rendered.properties()).containsEntry("operations.shutdown.timeout", "900s");
        assertThat(rendered.service().getLifecycle().getPreStop().getSleep().getSeconds())
                .isEqualTo(10);
        assertThat(rendered.member().getTerminationGracePeriodSeconds()).isGreaterThan(900 + 10 + 30);
    }

    @Test
    void leaveTimeToStart() {
        var rendered = Chart.render(TRIAL, "probes.startupSeconds=3600");

        var probe = rendered.service().getStartupProbe();
        assertThat(probe.getPeriodSeconds() * probe.getFailureThreshold()).isEqualTo(3600);
        assertThat(rendered.one(Deployment.class).getSpec().getProgressDeadlineSeconds())
                .isGreaterThan(3600);
    }

    @Test
    void replaceMembersOnlyWhenOthersAreReady() {
        var strategy = Chart.render(TRIAL).one(Deployment.class).getSpec().getStrategy();

        assertThat(strategy.getType()).isEqualTo("RollingUpdate");
        assertThat(strategy.getRollingUpdate().getMaxUnavailable().getIntVal()).isZero();
        assertThat(strategy.getRollingUpdate().getMaxSurge().getIntVal()).isPositive();
    }

    /** A change of these is a change of the pods, or they would go on with the old ones. */
    @Test
    void replaceMembersWhenTheyChange() {
        var database = "database.url=jdbc:postgresql://pg/ops";

        assertThat(List.of(
                        checksums(database),
                        checksums(database, "database.password=new"),
                        checksums(database, "properties.operations\\.runner\\.slots=1")))
                .doesNotHaveDuplicates();
    }

    private static Map<String, String> checksums(String... values) {
        return Chart.render(values)
                .one(Deployment.class)
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getAnnotations();
    }

    /** Helm reads large numbers of a file as floating-point ones. */
    @Test
    void keepValuesAsTheyWereWritten(@TempDir Path folder) throws IOException {
        var file = Files.writeString(folder.resolve("values.yaml"), """
                trial: {postgresql: {enabled: true}}
                runAsUser: 1000650000
                properties:
                  operations.runner.slots: 1000000
                  operations.member.offline-threshold: 1m
                  operations.http.allowed-hosts: ["*.example.com", 10.0.0.0/8]
                """);

        var rendered = Chart.render(file);

        assertThat(rendered.member().getSecurityContext().getRunAsUser()).isEqualTo(1_000_650_000);
        assertThat(rendered.properties())
                .containsEntry("operations.runner.slots", 1_000_000)
                .containsEntry("operations.member.offline-threshold", "1m")
                .containsEntry("operations.http.allowed-hosts", List.of("*.example.com", "10.0.0.0/8"));
    }
}
