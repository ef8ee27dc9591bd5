package io.operations.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.Scrape;
import io.operations.TestHooks;
import java.util.UUID;

/** The service, as far as tests of clients ask something of it themselves. */
record Service(Api api) {

    /** Running until it is opened. */
    record Gated(String gate, UUID id) {

        void open() {
            TestHooks.open(gate);
        }
    }

    static Service on(int port) {
        return new Service(Api.on(port));
    }

    Gated scheduleGated() {
        return scheduleGatedIn("default");
    }

    Gated scheduleGatedIn(String project) {
        var gate = Bodies.unique();
        if (!project.equals("default")) api.project(project);
        var answer = api.post("/1.0/operations?project=" + project, Bodies.gated(gate));
        return new Gated(gate, answer.hasStatus(202).id());
    }

    UUID schedule(String body) {
        return api.schedule(body).hasStatus(202).id();
    }

    String status(UUID id) {
        return api.get("/1.0/operations/" + id).hasStatus(200).operationStatus();
    }

    /** How many event streams are open. */
    int listeners() {
        return (int) Scrape.of(api).value("event_listeners");
    }

    void awaitListeners(int count) {
        await().untilAsserted(() -> assertThat(listeners()).as("listeners").isEqualTo(count));
    }

    /** Waits until so many callers wait for the end of an operation. */
    void awaitWaiters(int count) {
        await().untilAsserted(() -> assertThat(Scrape.of(api).value("operations_waiters"))
                .as("waiters")
                .isEqualTo(count));
    }
}
