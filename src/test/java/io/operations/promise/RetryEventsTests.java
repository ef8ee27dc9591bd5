package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.Listener;
import io.operations.ServiceTest;
import io.operations.TestClock;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What a listener hears of an operation that is tried again. */
@ServiceTest
class RetryEventsTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Api api;
    private final int port;
    private final TestClock clock;

    RetryEventsTests(@LocalServerPort int port, @Autowired TestClock clock) {
        api = Api.on(port);
        this.port = port;
        this.clock = clock;
    }

    @Test
    void isThatItRunsWaitsAndRunsAgain() {
        try (var listener = Listener.on(port, "type=operation")) {
            var id = api.schedule(Bodies.flaky("patient", 1)).hasStatus(202).id();
            awaitChanges(listener, id, "Running", "Pending");
            assertThat(listener.of(id)
                            .getLast()
                            .at("/metadata/metadata/retry/err")
                            .asString())
                    .isEqualTo("failure 1");

            clock.advance(Duration.ofMinutes(20));

            awaitChanges(listener, id, "Running", "Pending", "Running", "Success");
            assertThat(listener.of(id).getLast().at("/metadata/metadata").has("retry"))
                    .isFalse();
        }
    }

    private static void awaitChanges(Listener listener, UUID id, String... statuses) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(listener.changes(id)).containsExactly(statuses));
    }
}
