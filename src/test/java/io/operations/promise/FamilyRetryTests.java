package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.Listener;
import io.operations.Scrape;
import io.operations.ServiceTest;
import io.operations.TestHooks;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** A child that fails is tried again while its parent waits. */
@ServiceTest
class FamilyRetryTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String DURABLE = "\"class\": \"durable\"";

    private final Api api;
    private final int port;
    private final String gate = Bodies.unique();

    FamilyRetryTests(@LocalServerPort int port) {
        api = Api.on(port);
        this.port = port;
    }

    @AfterEach
    void letAllEnd() {
        TestHooks.open(gate);
    }

    private static String url(UUID id) {
        return "/1.0/operations/" + id;
    }

    private UUID schedule(String... children) {
        return api.schedule(Bodies.with(DURABLE, Bodies.family(children)))
                .hasStatus(202)
                .id();
    }

    private List<JsonNode> children(UUID parent) {
        return List.copyOf(api.get(url(parent) + "?recursion=1")
                .metadata()
                .path("children")
                .values());
    }

    private static UUID id(JsonNode operation) {
        return UUID.fromString(operation.path("id").asString());
    }

    private List<String> statuses(UUID parent) {
        return children(parent).stream().map(it -> it.path("status").asString()).toList();
    }

    @Test
    void succeedsWhenAllChildrenDoInTheEnd() {
        var parent = schedule(
                Bodies.flaky("flaky", 2),
                Bodies.flaky("flaky", 0),
                Bodies.flaky("flaky", 3),
                Bodies.inStage(1, Bodies.flaky("flaky", 1)));

        assertThat(api.await(parent).operationStatus()).isEqualTo("Success");
        assertThat(children(parent))
                .allSatisfy(it -> assertThat(it.path("metadata").has("retry")).isFalse())
                .extracting(it -> TestHooks.runs(id(it)))
                .containsExactly(3, 1, 4, 2);
    }

    @Test
    void failsWhenAChildFailsForGood() {
        var parent = schedule(Bodies.flaky("flaky", 100), Bodies.inStage(1, Bodies.flaky("flaky", 0)));

        assertThat(api.await(parent).operationError()).isEqualTo("One or more child operations failed 500");
        assertThat(statuses(parent)).containsExactly("Failure", "Cancelled");
        assertThat(children(parent).getFirst().path("err").asString()).isEqualTo("failure 4");
        assertThat(TestHooks.runs(id(children(parent).getLast()))).isZero();
    }

    @Test
    void waitsForAChildThatWaits() {
        var parent = schedule(
                Bodies.flaky("patient", 1), Bodies.flaky("patient", 0), Bodies.inStage(1, Bodies.flaky("flaky", 0)));

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(statuses(parent)).containsExactly("Pending", "Success", "Pending"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(children(parent)
                                .getFirst()
                                .path("metadata")
                                .path("retry")
                                .path("failures")
                                .asInt())
                        .isEqualTo(1));
        assertThat(api.get(url(parent)).operationStatus()).isEqualTo("Running");
        // Whoever waits needs no slot.
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Scrape.of(api).value("operations_slots_used"))
                        .isZero());

        api.delete(url(parent)).hasStatus(200);

        assertThat(api.get(url(parent)).operationStatus()).isEqualTo("Cancelled");
        assertThat(statuses(parent)).containsExactly("Cancelled", "Success", "Cancelled");
        assertThat(TestHooks.runs(id(children(parent).getFirst()))).isEqualTo(1);
    }

    @Test
    void isCancelledWithTheChildThatWaits() {
        var parent = schedule(Bodies.flaky("patient", 1));
        await().atMost(PATIENCE)
                .until(() -> children(parent).getFirst().path("metadata").has("retry"));

        api.delete(url(id(children(parent).getFirst()))).hasStatus(200);

        assertThat(api.await(parent).operationStatus()).isEqualTo("Cancelled");
    }

    @Test
    void tellsListenersOfEveryAttemptOfAChild() {
        try (var listener = Listener.on(port, "type=operation")) {
            var parent = schedule(Bodies.flaky("flaky", 2));
            api.await(parent);
            var child = id(children(parent).getFirst());

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(listener.statuses(child)).contains("Success"));
            assertThat(listener.changes(child))
                    .containsExactly("Pending", "Running", "Pending", "Running", "Pending", "Running", "Success");
        }
    }
}
