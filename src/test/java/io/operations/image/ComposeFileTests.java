package io.operations.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.ServiceProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** That the parts of {@code docker-compose.yml} fit together, without an engine that runs them. */
class ComposeFileTests {

    private static final List<String> MEMBERS = List.of("member-a", "member-b");
    private static final Pattern IMAGE =
            Pattern.compile("\\$\\{[A-Z]+_IMAGE:-[\\w/-]+:v?\\d+\\.\\d+[\\w.-]*(@sha256:[0-9a-f]{64})?}");
    private static final Path PROMETHEUS = Path.of("deploy/compose/prometheus.yml");
    private static final Path DATA_SOURCES = Path.of("deploy/compose/grafana/datasources.yml");

    private final JsonNode services;
    private final Map<String, String> image = Dockerfile.read().environment();

    ComposeFileTests() throws IOException {
        services = yaml(Path.of("docker-compose.yml")).path("services");
    }

    private static JsonNode yaml(Path file) throws IOException {
        return JsonMapper.shared().valueToTree(new Yaml().<Object>load(Files.readString(file)));
    }

    @Test
    void mountsFilesThatAreThere() {
        assertThat(services.valueStream()
                        .flatMap(it -> texts(it.path("volumes")))
                        .filter(it -> it.startsWith(".")))
                .hasSizeGreaterThan(5)
                .allMatch(it -> it.endsWith(":ro"))
                .allMatch(it -> Files.isRegularFile(Path.of(it.split(":")[0])));
    }

    @Test
    void isReachedFromThisMachineOnly() {
        assertThat(services.valueStream().flatMap(it -> texts(it.path("ports"))))
                .hasSize(3)
                .allMatch(it -> it.startsWith("127.0.0.1:"));
    }

    /** Who reaches them there may do everything. */
    @Test
    void letsFewReachTheMembers() {
        assertThat(on("clients")).containsExactly("member-a", "member-b", "nginx");
        assertThat(on("metrics")).containsExactly("member-a", "member-b", "prometheus");
        assertThat(on("database")).containsExactly("member-a", "member-b", "postgres");
    }

    private List<String> on(String network) {
        return services.propertyStream()
                .filter(it -> texts(it.getValue().path("networks")).anyMatch(network::equals))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    @Test
    void runsImagesThatCanBeReplacedAndAreNamedExactly() {
        assertThat(services.valueStream()
                        .filter(it -> it.path("build").isMissingNode())
                        .map(it -> it.path("image").asString()))
                .hasSize(5)
                .allMatch(IMAGE.asMatchPredicate());
    }

    @Test
    void asksEveryServiceThatStaysHowItIs() {
        services.forEachEntry(
                (name, it) -> assertThat(it.has("healthcheck") || it.has("build") || name.equals("password"))
                        .as(name)
                        .isTrue());
    }

    @Test
    void configuresMembersByPropertiesThatExist() {
        members().forEach(it -> {
            var variables = it.path("environment").propertyNames();
            assertThat(variables).hasSizeGreaterThan(5);
            assertThat(ServiceProperties.unknownVariables(variables)).isEmpty();
        });
    }

    @Test
    void runsMembersOnAFileSystemThatCannotBeWritten() {
        members().forEach(it -> {
            assertThat(it.path("read_only").asBoolean()).isTrue();
            assertThat(texts(it.path("tmpfs"))).containsExactly("/tmp");
            assertThat(texts(it.path("cap_drop"))).containsExactly("ALL");
            assertThat(texts(it.path("security_opt"))).containsExactly("no-new-privileges:true");
        });
    }

    @Test
    void givesMembersTimeToLeave() {
        members().forEach(it -> {
            var timeout = seconds(it.at("/environment/OPERATIONS_SHUTDOWN_TIMEOUT"));
            assertThat(seconds(it.path("stop_grace_period"))).isGreaterThanOrEqualTo(timeout.plusSeconds(30));
        });
    }

    private static Duration seconds(JsonNode text) {
        return Duration.parse("PT" + text.asString());
    }

    @Test
    void tellsMembersWhereTheyAre() {
        for (var name : MEMBERS) {
            var environment = services.path(name).path("environment");
            assertThat(environment.path("OPERATIONS_MEMBER_NAME").asString()).isEqualTo(name);
            assertThat(environment.path("OPERATIONS_MEMBER_ADDRESS").asString())
                    .isEqualTo("http://" + name + ":" + image.get("SERVER_PORT"));
        }
    }

    @Test
    void scrapesEveryMemberWhereItListens() throws IOException {
        var scrape = yaml(PROMETHEUS).path("scrape_configs").path(0);

        assertThat(scrape.path("metrics_path").asString()).isEqualTo("/actuator/prometheus");
        assertThat(texts(scrape.at("/static_configs/0/targets")))
                .containsExactlyElementsOf(listening("MANAGEMENT_SERVER_PORT"));
        assertThat(texts(services.path("prometheus").path("volumes")))
                .anyMatch(it -> it.startsWith("./" + PROMETHEUS + ":/etc/prometheus/prometheus.yml:"))
                .anyMatch(
                        it -> it.startsWith("./helm/operation-service/files/alerts.yaml:/etc/prometheus/alerts.yaml:"));
    }

    @Test
    void showsTheDashboardOnThatPrometheus() throws IOException {
        assertThat(yaml(DATA_SOURCES).at("/datasources/0/url").asString()).isEqualTo("http://prometheus:9090");
        assertThat(texts(services.path("grafana").path("volumes")))
                .anyMatch(
                        it -> it.startsWith("./helm/operation-service/files/dashboard.json:/etc/grafana/dashboards/"));
    }

    @Test
    void passesRequestsToEveryMemberWhereItListens() throws IOException {
        assertThat(Nginx.servers()).containsExactlyElementsOf(listening("SERVER_PORT"));
    }

    private List<String> listening(String port) {
        return MEMBERS.stream().map(it -> it + ":" + image.get(port)).toList();
    }

    private Stream<JsonNode> members() {
        return MEMBERS.stream().map(services::path);
    }

    private static Stream<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asString);
    }
}
