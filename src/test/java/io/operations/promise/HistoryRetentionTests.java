package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.ServiceTest;
import io.operations.TestClock;
import io.operations.TestHooks;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** What is older than {@code operations.retention.history} is gone for clients, pruned or not. */
@ServiceTest
@TestPropertySource(properties = {"operations.retention.history=1h", "operations.retention.prune-interval=10h"})
class HistoryRetentionTests {

    private final Api api;
    private final TestClock clock;

    HistoryRetentionTests(@LocalServerPort int port, @Autowired TestClock clock) {
        api = Api.on(port);
        this.clock = clock;
    }

    @Test
    void forgetsWhatHasBeenFinalForTooLong() {
        var gate = Bodies.unique();
        var running = api.schedule(Bodies.gated(gate)).id();
        var key = Bodies.unique();
        var old = api.schedule(Bodies.NOOP, "Idempotency-Key", key).id();
        api.await(old);
        clock.advance(Duration.ofMinutes(59));
        assertThat(api.get("/1.0/operations?history=true").text()).contains(old.toString());
        assertThat(api.get("/1.0/operations/" + old).hasStatus(200).id()).isEqualTo(old);

        clock.advance(Duration.ofMinutes(2));

        assertThat(api.get("/1.0/operations?history=true").text())
                .doesNotContain(old.toString())
                .contains(running.toString());
        api.get("/1.0/operations/" + old).refuses(404, "Operation not found");
        api.get("/1.0/operations/" + old + "/wait").refuses(404, "Operation not found");
        api.delete("/1.0/operations/" + old).refuses(404, "Operation not found");
        assertThat(api.schedule(Bodies.NOOP, "Idempotency-Key", key)
                        .hasStatus(202)
                        .id())
                .isNotEqualTo(old);
        TestHooks.open(gate);
        assertThat(api.await(running).operationStatus()).isEqualTo("Success");
    }
}
