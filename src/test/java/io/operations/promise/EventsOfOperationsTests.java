package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Listener;
import io.operations.ServiceTest;
import io.operations.TestHooks;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** What a listener hears of operations (contract §2.4). */
@ServiceTest
class EventsOfOperationsTests {

    private final int port;
    private final Api api;

    EventsOfOperationsTests(@LocalServerPort int port) {
        this.port = port;
        this.api = Api.on(port);
    }

    @Test
    void hearsStartAndEndInOrder() {
        try (var listener = Listener.on(port, "type=operation")) {
            var id = api.schedule("{\"type\": \"noop\"}").hasStatus(202).id();

            await().untilAsserted(() -> assertThat(listener.statuses(id)).containsExactly("Running", "Success"));
            assertThat(listener.of(id).getFirst().path("project").asString()).isEqualTo("default");
            assertThat(listener.of(id).getFirst().path("location").asString()).isNotBlank();
        }
    }

    @Test
    void hearsMetadataBetweenStartAndEnd() {
        var gate = UUID.randomUUID().toString();
        try (var listener = Listener.on(port, "type=operation")) {
            var id = schedule(gate);
            await().untilAsserted(() -> assertThat(listener.of(id)).hasSize(2));
            TestHooks.open(gate);

            await().untilAsserted(
                            () -> assertThat(listener.statuses(id)).containsExactly("Running", "Running", "Success"));
            assertThat(listener.of(id).get(1).at("/metadata/metadata/started").asBoolean())
                    .isTrue();
        }
    }

    @Test
    void hearsTheCancelAndWhoAskedForIt() {
        try (var listener = Listener.on(port, "")) {
            var id = schedule(UUID.randomUUID().toString());
            await().untilAsserted(() -> assertThat(listener.of(id)).hasSize(2));
            api.delete("/1.0/operations/" + id).hasStatus(200);

            await().untilAsserted(() ->
                    assertThat(listener.statuses(id)).containsExactly("Running", "Running", "Cancelling", "Cancelled"));
            await().untilAsserted(() -> assertThat(listener.heard(it -> isCancelOf(it, id)))
                    .singleElement()
                    .satisfies(it -> {
                        assertThat(it.path("project").asString()).isEqualTo("default");
                        assertThat(it.at("/metadata/requestor/username").asString())
                                .isEqualTo("anonymous");
                    }));
        }
    }

    @Test
    void hearsOnlyItsProjectUnlessItAsksForAll() {
        api.project("other");
        try (var other = Listener.on(port, "project=other");
                var all = Listener.on(port, "all-projects=true")) {
            var here = api.schedule("{\"type\": \"noop\"}").id();
            var there = api.post("/1.0/operations?project=other", "{\"type\": \"noop\"}")
                    .id();

            await().untilAsserted(() -> assertThat(other.statuses(there)).endsWith("Success"));
            await().untilAsserted(() -> assertThat(all.statuses(there)).endsWith("Success"));
            assertThat(all.statuses(here)).endsWith("Success");
            assertThat(other.of(here)).isEmpty();
        }
    }

    private UUID schedule(String gate) {
        return api.schedule("{\"type\": \"gated\", \"inputs\": {\"gate\": \"" + gate + "\"}}")
                .hasStatus(202)
                .id();
    }

    private static boolean isCancelOf(JsonNode event, UUID id) {
        return event.path("type").asString().equals("lifecycle")
                && event.at("/metadata/action").asString("").equals("operation-cancelled")
                && event.at("/metadata/source").asString("").endsWith(id.toString());
    }
}
