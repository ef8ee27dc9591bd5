package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Attachment;
import io.operations.Bodies;
import io.operations.RuleHooks;
import io.operations.ServiceTest;
import io.operations.TestHooks;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/** Whoever is attached to an operation that ends is sent away, though no hook of it says so. */
@Timeout(120)
@ServiceTest
@Import(RuleHooks.class)
@TestPropertySource(properties = "operations.runner.slots=1")
class EndedWebsocketTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Api api;
    private final int port;
    private final String gate = Bodies.unique();

    EndedWebsocketTests(@LocalServerPort int port) {
        api = Api.on(port);
        this.port = port;
    }

    @AfterEach
    void letAllEnd() {
        TestHooks.open(gate);
        RuleHooks.open(gate);
    }

    private static String url(UUID id) {
        return "/1.0/operations/" + id;
    }

    private void assertSentAwayWhenCancelled(Api.Answer scheduled, String channel) {
        try (var client = Attachment.to(port, scheduled, channel)) {
            api.delete(url(scheduled.id())).hasStatus(200);

            assertThat(client.end().code()).isEqualTo(1001);
        }
        assertThat(api.get(url(scheduled.id())).operationStatus()).isEqualTo("Cancelled");
    }

    @Test
    void isNoLongerReachedWhereItNeverRan() {
        var gated = api.schedule(Bodies.gated(gate)).hasStatus(202).id();
        await().atMost(PATIENCE)
                .until(() -> api.get(url(gated)).metadata().path("metadata").has("started"));
        var relay = api.schedule("{\"type\": \"relay\"}").hasStatus(202);
        assertThat(relay.operationStatus()).isEqualTo("Pending");

        assertSentAwayWhenCancelled(relay, "0");
    }

    @Test
    void isNoLongerReachedWhereItRunsNothing() {
        assertSentAwayWhenCancelled(api.schedule("{\"type\": \"rule-console\"}").hasStatus(202), "control");
    }

    @Test
    void isNoLongerReachedWhereItsHookHasDoneItsWork() {
        var shell = api.schedule(Bodies.held("rule-shell", gate)).hasStatus(202);
        try (var client = Attachment.to(port, shell, "control")) {
            RuleHooks.open(gate);
            assertThat(api.await(shell.id()).operationStatus()).isEqualTo("Success");

            assertThat(client.end().code()).isEqualTo(1001);
        }
    }
}
