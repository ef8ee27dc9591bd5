package io.operations.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.json.JsonMapper;

/** Whatever is chosen, what comes out of the chart is sound. */
class RenderingTests {

    private static final String TRIAL = "trial.postgresql.enabled=true";

    static Stream<Named<List<String>>> combinations() {
        return Combinations.all().entrySet().stream().map(it -> Named.of(it.getKey(), it.getValue()));
    }

    @Test
    void passesTheStrictLint() {
        var result = new Helm(Chart.FOLDER).lint().strict().call();

        assertThat(result.isFailed())
                .as(String.join("\n", result.getMessages()))
                .isFalse();
        assertThat(result.getMessages()).noneMatch(it -> it.contains("[WARNING]") || it.contains("[ERROR]"));
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void isSound(List<String> values) {
        Checks.all(Chart.render(values));
    }

    /** Braces in them are Prometheus' and Grafana's, not Helm's. */
    @Test
    void passesRulesAndDashboardOnAsTheyAre() throws IOException {
        var rendered = Chart.render(TRIAL, "monitoring.rules.enabled=true", "monitoring.dashboard.enabled=true");
        Map<String, Object> alerts = new Yaml().load(Files.readString(Chart.FOLDER.resolve("files/alerts.yaml")));
        var dashboard = Files.readString(Chart.FOLDER.resolve("files/dashboard.json"));

        assertThat(rulesOf(rendered)).isEqualTo(alerts);
        var shown = rendered.named(ConfigMap.class, Chart.NAME + "-dashboard")
                .getData()
                .get("operation-service.json");
        assertThat(JsonMapper.shared().readTree(shown))
                .isEqualTo(JsonMapper.shared().readTree(dashboard));
    }

    private static Object rulesOf(Manifests rendered) {
        return rendered.all().stream()
                .filter(it -> it.typed() instanceof PrometheusRule)
                .map(it -> it.written().get("spec"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void tellsWhereTheRunbooksAre() {
        var rendered = Chart.render(
                TRIAL, "monitoring.rules.enabled=true", "monitoring.rules.runbooks=https://git.example.com/ops/");

        assertThat(rendered.one(PrometheusRule.class)
                        .getSpec()
                        .getGroups()
                        .getFirst()
                        .getRules())
                .isNotEmpty()
                .allSatisfy(it -> assertThat(it.getAnnotations().get("runbook_url"))
                        .startsWith("https://git.example.com/ops/docs/runbook.md#"));
    }

    @Test
    void keepsNamesShortEnough() {
        var rendered = Chart.render(TRIAL, "fullnameOverride=" + "a".repeat(63));

        assertThat(rendered.all())
                .allSatisfy(it -> assertThat(it.typed().getMetadata().getName()).hasSizeLessThan(64));
    }

    private static String password(Manifests rendered) {
        return rendered.named(Secret.class, Chart.NAME + "-postgresql")
                .getStringData()
                .get("password");
    }

    @Test
    void makesARandomPasswordForTheTrial() {
        var first = password(Chart.render(TRIAL));

        assertThat(first).hasSize(32);
        assertThat(password(Chart.render(TRIAL))).isNotEqualTo(first);
    }

    /** There is no cluster to upgrade in: Helm's question for the Secret is answered here. */
    @Test
    void keepsThatPasswordWhenItIsUpgraded() {
        var file = "templates/postgresql.yaml";
        var question =
                "{{- if .Release.IsUpgrade -}}\n{{- $kept = (lookup \"v1\" \"Secret\" .Release.Namespace $name).data";
        var answer = "{{- if true -}}\n{{- $kept = (dict \"data\" (dict \"password\" (b64enc \"kept\"))).data";

        var rendered = Chart.with(Map.of(file, Map.entry(question, answer))).rendered(List.of(TRIAL));

        assertThat(password(rendered)).isEqualTo("kept");
    }
}
