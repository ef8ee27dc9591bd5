package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.Scrape;
import io.operations.ServiceTest;
import io.operations.TestHooks;
import io.operations.operation.EntityType;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** API requests are counted as LXD counts them (contract §3.8). */
@ServiceTest
class RequestMetricsTests {

    private static final String COMPLETED = "api_requests_completed_total";
    private static final String ONGOING = "api_requests_ongoing";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Api api;
    private final String gate = Bodies.unique();
    private Scrape before = new Scrape(Map.of());

    RequestMetricsTests(@LocalServerPort int port) {
        api = Api.on(port);
    }

    @BeforeEach
    void takeStock() {
        awaitQuiet();
        before = Scrape.of(api);
    }

    @AfterEach
    void letAllEnd() {
        TestHooks.open(gate);
        awaitQuiet();
    }

    private void awaitQuiet() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Scrape.of(api).sum(ONGOING)).isZero());
    }

    /** Exactly this has been counted since the test began. */
    private void assertCounted(Map<String, Integer> expected) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            var now = Scrape.of(api);
            var counted = new TreeMap<String, Integer>();
            now.samples().keySet().stream()
                    .filter(it -> it.startsWith(COMPLETED))
                    .forEach(it -> {
                        var change = (int) (now.value(it) - before.value(it));
                        if (change != 0) {
                            counted.put(it, change);
                        }
                    });
            assertThat(counted).isEqualTo(expected);
        });
    }

    private static String completed(String entityType, String result) {
        return COMPLETED + "{entity_type=\"" + entityType + "\",result=\"" + result + "\"}";
    }

    private static String ongoing(String entityType) {
        return ONGOING + "{entity_type=\"" + entityType + "\"}";
    }

    @Test
    void knowsEveryEntityTypeFromTheStart() {
        for (var entityType : EntityType.values()) {
            var name = entityType.wireName();
            assertThat(before.samples())
                    .containsKeys(
                            ongoing(name),
                            completed(name, "succeeded"),
                            completed(name, "error_client"),
                            completed(name, "error_server"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/1.0, server, succeeded",
        "/, server, succeeded",
        "/1.0/operation-types, server, succeeded",
        "/1.0/metrics, server, succeeded",
        "/1.0/operations, operation, succeeded",
        "/1.0/operations?history=true, operation, succeeded",
        "/1.0/operations?history=true&limit=x, operation, error_client",
        "/1.0/operations/x, operation, error_client",
        "/1.0/operations/00000000-0000-0000-0000-000000000000, operation, error_client",
        "/1.0/operations/00000000-0000-0000-0000-000000000000/wait, operation, error_client",
        "/1.0/projects, project, succeeded",
        "/1.0/projects/default, project, succeeded",
        "/1.0/projects/nope, project, error_client",
        "/1.0/projectsnope, server, error_client",
        "/nope, server, error_client",
        "/1.0/nope, server, error_client",
        "/1.0/operationsnope, server, error_client",
        "/1.0/operations/, server, error_client"
    })
    void countsAnAnswer(String path, String entityType, String result) {
        api.get(path);

        assertCounted(Map.of(completed(entityType, result), 1));
    }

    @Test
    void countsRefusalsAndMistakesWhenScheduling() {
        api.schedule("{").refuses(400);
        assertCounted(Map.of(completed("operation", "error_client"), 1));

        api.schedule("{\"type\": \"noop\", \"inputs\": {\"x\": 1}}").refuses(400);
        api.schedule("{\"type\": \"broken\"}").refuses(500);
        assertCounted(Map.of(
                completed("operation", "error_client"), 1,
                completed("project", "error_client"), 1,
                completed("network", "error_server"), 1));
    }

    @Test
    void doesNotCountProbesAndScrapes() {
        api.get("/actuator/health/liveness").hasStatus(200);
        api.get("/actuator/prometheus").hasStatus(200);

        assertCounted(Map.of());
    }

    @Test
    void countsAnAcceptedRequestWhenItsOperationIsFinal() {
        var id = api.schedule(Bodies.gated(gate)).hasStatus(202).id();
        assertThat(Scrape.of(api).value(ongoing("project"))).isEqualTo(1);
        assertCounted(Map.of());

        TestHooks.open(gate);

        assertCounted(Map.of(completed("project", "succeeded"), 1));
        assertThat(Scrape.of(api).value(ongoing("project"))).isZero();
        assertThat(api.get("/1.0/operations/" + id).operationStatus()).isEqualTo("Success");
    }

    @Test
    void labelsAnAcceptedRequestWithTheTypesEntityType() {
        TestHooks.open(gate);
        api.schedule(Bodies.held("reporting", gate)).hasStatus(202);

        assertCounted(Map.of(completed("storage_pool", "succeeded"), 1));
    }

    @Test
    void countsFailureAsOurs() {
        api.schedule(Bodies.failing("not found", 404)).hasStatus(202);

        assertCounted(Map.of(completed("project", "error_server"), 1));
    }

    @Test
    void countsCancelledAsSucceeded() {
        var id = api.schedule(Bodies.gated(gate)).hasStatus(202).id();

        api.delete("/1.0/operations/" + id).hasStatus(200);

        assertCounted(Map.of(completed("project", "succeeded"), 1, completed("operation", "succeeded"), 1));
    }

    @Test
    void countsEachRepetitionWithOneKey() {
        for (var i = 0; i < 3; i++) {
            api.schedule(Bodies.gated(gate), "Idempotency-Key", gate).hasStatus(202);
        }
        assertThat(Scrape.of(api).value(ongoing("project"))).isEqualTo(3);

        TestHooks.open(gate);

        assertCounted(Map.of(completed("project", "succeeded"), 3));
        api.schedule(Bodies.gated(gate), "Idempotency-Key", gate).hasStatus(202);
        assertCounted(Map.of(completed("project", "succeeded"), 4));
    }

    @Test
    void countsAWaitWhileItWaits() {
        var id = api.schedule(Bodies.gated(gate)).hasStatus(202).id();
        var answer = api.getLater("/1.0/operations/" + id + "/wait");
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(Scrape.of(api).value(ongoing("operation"))).isEqualTo(1));
        assertCounted(Map.of());

        TestHooks.open(gate);

        assertThat(answer).succeedsWithin(PATIENCE);
        assertCounted(Map.of(completed("project", "succeeded"), 1, completed("operation", "succeeded"), 1));
    }

    @Test
    void countsAWaitForAFailureAsSucceeded() {
        var id = api.schedule(Bodies.failing("no", 500)).hasStatus(202).id();

        api.get("/1.0/operations/" + id + "/wait").hasStatus(200);

        assertCounted(Map.of(completed("project", "error_server"), 1, completed("operation", "succeeded"), 1));
    }

    @Test
    void takesNoLabelFromCallers() {
        var hostile = "hostile" + UUID.randomUUID().toString().replace("-", "");

        api.get("/" + hostile);
        api.get("/1.0/operations?project=" + hostile + "&x=" + hostile);
        api.schedule("{\"type\": \"" + hostile + "\"}");
        api.post("/1.0/operations?project=" + hostile, "{\"type\": \"noop\", \"class\": \"" + hostile + "\"}");
        api.post(
                "/1.0/operations?project=" + hostile,
                "{\"type\": \"noop\", \"entity_url\": \"/" + hostile + "\", \"conflict_reference\": \"" + hostile
                        + "\", \"metadata\": {\"" + hostile + "\": 1}}");
        api.send(api.request("/1.0").method(hostile, BodyPublishers.noBody()).build());

        assertThat(api.get("/actuator/prometheus").text()).doesNotContain(hostile);
    }

    @Test
    void servesTheSameScrapeWhereLxdHasIt() {
        var answer = api.get("/1.0/metrics").hasStatus(200);

        assertThat(answer.header("Content-Type")).startsWith("text/plain");
        var names = names(answer.text());
        assertThat(names).containsAll(names(api.get("/actuator/prometheus").text()));
        assertThat(names).contains("# TYPE api_requests_completed_total counter", "# TYPE api_requests_ongoing gauge");
    }

    private static Iterable<String> names(String scrape) {
        return scrape.lines().filter(it -> it.startsWith("# TYPE")).toList();
    }
}
