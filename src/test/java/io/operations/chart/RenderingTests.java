package io.operations.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.json.JsonMapper;

/** Whatever is chosen, Kubernetes would understand every word of it, and nothing runs with more rights than it needs. */
class RenderingTests {

    static Stream<Named<List<String>>> combinations() {
        return Combinations.all().entrySet().stream().map(it -> Named.of(it.getKey(), it.getValue()));
    }

    @Test
    void passesTheStrictLint() {
        var result = new Helm(Chart.FOLDER).lint().strict().call();

        assertThat(result.isFailed()).as(String.join("\n", result.getMessages())).isFalse();
        assertThat(result.getMessages()).noneMatch(it -> it.contains("[WARNING]") || it.contains("[ERROR]"));
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void saysOnlyWhatKubernetesKnows(List<String> values) {
        var softly = new SoftAssertions();
        var rendered = Chart.render(values);
        var names = new HashSet<String>();

        for (var manifest : rendered.all()) {
            var typed = manifest.typed();
            softly.assertThat(typed).as(manifest.toString()).isNotInstanceOf(GenericKubernetesResource.class);
            softly.assertThat(LeftOvers.of(typed)).as(manifest.toString()).isEmpty();
            softly.assertThat(LeftOvers.essence(LeftOvers.writtenBack(typed)))
                    .as(manifest.toString())
                    .isEqualTo(LeftOvers.essence(manifest.written()));
            softly.assertThat(names.add(manifest.toString())).as("%s is there once", manifest).isTrue();
            softly.assertThat(typed.getMetadata().getLabels())
                    .containsEntry("app.kubernetes.io/instance", Chart.RELEASE);
        }
        Wiring.check(rendered, softly);
        podsOf(rendered).forEach(it -> checkRights(it, softly));
        softly.assertAll();
    }

    private static Stream<PodTemplateSpec> podsOf(Manifests rendered) {
        var test = rendered.one(Pod.class);
        return Stream.concat(
                rendered.templates(), Stream.of(new PodTemplateSpec(test.getMetadata(), test.getSpec())));
    }

    private static void checkRights(PodTemplateSpec pod, SoftAssertions softly) {
        var spec = pod.getSpec();
        softly.assertThat(spec.getAutomountServiceAccountToken()).isFalse();
        softly.assertThat(spec.getEnableServiceLinks()).isFalse();
        softly.assertThat(spec.getSecurityContext().getRunAsNonRoot()).isTrue();
        softly.assertThat(spec.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        softly.assertThat(spec.getHostNetwork()).isNull();
        Stream.concat(spec.getContainers().stream(), spec.getInitContainers().stream()).forEach(container -> {
            var security = container.getSecurityContext();
            softly.assertThat(security.getReadOnlyRootFilesystem()).isTrue();
            softly.assertThat(security.getAllowPrivilegeEscalation()).isFalse();
            softly.assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
            softly.assertThat(container.getResources().getLimits()).containsKey("memory");
        });
    }

    @Test
    void passesRulesAndDashboardOnAsTheyAre() throws IOException {
        var rendered = Chart.render(
                "trial.postgresql.enabled=true", "monitoring.rules.enabled=true", "monitoring.dashboard.enabled=true");
        Map<String, Object> alerts = new Yaml().load(Files.readString(Chart.FOLDER.resolve("files/alerts.yaml")));
        var dashboard = Files.readString(Chart.FOLDER.resolve("files/dashboard.json"));

        var rules = rendered.all().stream().filter(it -> it.typed() instanceof PrometheusRule).findFirst().orElseThrow();
        assertThat(rules.written().get("spec")).isEqualTo(alerts);
        var shown = rendered.named(ConfigMap.class, Chart.NAME + "-dashboard").getData().get("operation-service.json");
        assertThat(JsonMapper.shared().readTree(shown)).isEqualTo(JsonMapper.shared().readTree(dashboard));
    }

    @Test
    void keepsNamesShortEnough() {
        var rendered = Chart.render("trial.postgresql.enabled=true", "fullnameOverride=" + "a".repeat(63));

        assertThat(rendered.all()).allSatisfy(it -> assertThat(it.typed().getMetadata().getName()).hasSizeLessThan(64));
    }
}
