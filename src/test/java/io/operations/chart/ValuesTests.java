package io.operations.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What may be set, what is written about it, and what is refused. */
class ValuesTests {

    private static final String DATABASE = "database.existingSecret.name=pg-app";

    private static final String SCHEMA = "don't meet the specifications of the schema";

    @Test
    void areExplainedOneByOne() throws IOException {
        assertThat(ValuesFile.all())
                .allSatisfy(it -> assertThat(it.comment()).as(it.path()).endsWith("."));
        assertThat(Files.readString(Chart.FOLDER.resolve("README.md"))).contains(ValuesFile.table());
    }

    /** Each key with what it cannot be. */
    static Stream<String> mistyped() {
        return ValuesFile.all().stream().map(it -> switch (it.initial()) {
            case null -> it.path() + "=text";
            case String _ -> it.path() + ".deeper=1";
            case Map<?, ?> _, List<?> _, Boolean _, Number _ -> it.path() + "=text";
            default -> throw new AssertionError(it);
        });
    }

    @ParameterizedTest
    @MethodSource("mistyped")
    void areRefusedWhenTheyAreSomethingElse(String value) {
        var path = value.replaceFirst("(\\.deeper)?=.*", "").replace('.', '/');

        assertThatThrownBy(() -> Chart.render(value))
                .hasMessageContaining(SCHEMA)
                .hasMessageContaining(path);
    }

    /** One that nobody knows beside each that is known. */
    static Stream<String> unknown() {
        return ValuesFile.all().stream()
                .map(ValuesFile.Value::path)
                .map(it -> it.substring(0, it.lastIndexOf('.') + 1) + "unheard")
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("unknown")
    void areRefusedWhenNobodyKnowsThem(String path) {
        assertThatThrownBy(() -> Chart.render(path + "=1"))
                .hasMessageContaining(SCHEMA)
                .hasMessageContaining("unheard");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "authentication.tokens=ldap | tokens",
                "authentication.grants[0].permissions[0]=all | grants",
                "authentication.grants[0].users[0]=a | grants",
                "image.digest=latest | digest",
                "image.pullPolicy=Sometimes | pullPolicy",
                "database.url=postgresql://pg/ops | url",
                "properties.server\\.port=1 | server.port",
                "properties.operations\\.jwt\\.issuer=x | operations.jwt.issuer",
                "properties.spring\\.datasource\\.url=x | spring.datasource.url",
                "properties.slots=1 | slots",
                "service.port=70000 | port",
                "shutdown.timeoutSeconds=0 | timeoutSeconds",
                "runAsUser=0 | runAsUser",
                "networkPolicy.clients[0].podselector.matchLabels.a=b | podselector",
                "resources.requests.cpu=much | cpu",
                "resources.claims=1 | claims",
                "extraEnv[0].value=1 | extraEnv",
                "logFormat=xml | logFormat",
                "monitoring.rules.runbooks=https://git.example.com/ops | runbooks",
            })
    void areRefusedWhenTheyCannotBe(String value, String named) {
        assertThatThrownBy(() -> Chart.render(value))
                .hasMessageContaining(SCHEMA)
                .hasMessageContaining(named);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "replicas=1 | There is no database",
                DATABASE + ";trial.postgresql.enabled=true | only one of them",
                DATABASE + ";database.username=ops | are not read",
                DATABASE + ";tls.enabled=true | tls.existingSecret",
                DATABASE + ";tls.only=true | tls.only needs tls.enabled",
                DATABASE + ";authentication.tokens=none | Nobody would ask who calls",
                DATABASE + ";authentication.tokens=oidc | authentication.oidc.issuer",
                DATABASE + ";ingress.enabled=true | ingress.hosts",
                DATABASE + ";route.enabled=true | route.parentRefs",
                DATABASE + ";autoscaling.enabled=true;autoscaling.minReplicas=9 | must not be more than",
                DATABASE + ";autoscaling.enabled=true;autoscaling.cpuPercent=0 | autoscaling.pendingPerMember",
            })
    void areRefusedTogether(String values, String reason) {
        assertThatThrownBy(() -> Chart.render(values.split(";"))).hasMessageContaining(reason);
    }

    /** Every object of the schema says what may be in it. */
    @Test
    void areAllInTheSchema() throws IOException {
        var schema = JsonMapper.shared().readTree(Files.readString(Chart.FOLDER.resolve("values.schema.json")));
        var open = new ArrayList<String>();

        collectOpen("", schema, open);

        assertThat(open).as("what charts around this one pass on").containsExactly(".properties.global");
    }

    private static void collectOpen(String path, JsonNode node, List<String> open) {
        if (node.path("type").asString("").equals("object")) {
            var others = node.path("additionalProperties");
            if (others.isMissingNode() || others.isBoolean() && others.asBoolean()) open.add(path);
        }
        node.propertyStream().forEach(it -> collectOpen(path + "." + it.getKey(), it.getValue(), open));
        if (node.isArray()) node.forEach(it -> collectOpen(path + "[]", it, open));
    }
}
