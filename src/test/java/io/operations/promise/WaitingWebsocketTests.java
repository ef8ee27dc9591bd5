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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/** Clients may attach to an operation that waits for a slot: what is to run may come later than they. */
@Timeout(120)
@ServiceTest
@Import(RuleHooks.class)
@TestPropertySource(properties = "operations.runner.slots=1")
class WaitingWebsocketTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Api api;
    private final int port;
    private final String gate = Bodies.unique();

    WaitingWebsocketTests(@LocalServerPort int port) {
        api = Api.on(port);
        this.port = port;
    }

    @BeforeEach
    void takeTheSlot() {
        var gated = api.schedule(Bodies.gated(gate)).hasStatus(202).id();
        await().atMost(PATIENCE)
                .until(() -> api.get(url(gated)).metadata().path("metadata").has("started"));
    }

    @AfterEach
    void giveItBack() {
        TestHooks.open(gate);
    }

    private static String url(UUID id) {
        return "/1.0/operations/" + id;
    }

    private Api.Answer scheduleRelay(String body) {
        var relay = api.schedule(body).hasStatus(202);
        assertThat(relay.operationStatus()).isEqualTo("Pending");
        return relay;
    }

    private Attachment attach(Api.Answer scheduled, String channel) {
        return Attachment.to(port, scheduled, channel);
    }

    @Test
    void beginsWithWhoeverHasComeMeanwhile() throws Exception {
        var relay = scheduleRelay("{\"type\": \"relay\"}");
        try (var zero = attach(relay, "0");
                var one = attach(relay, "1")) {
            zero.say("hello");
            assertThat(one.hear()).isEqualTo("hello");
            assertThat(api.get(url(relay.id())).operationStatus()).isEqualTo("Pending");

            TestHooks.open(gate);
            one.leave(1000, "");

            assertThat(zero.end().code()).isEqualTo(1000);
        }
        assertThat(api.await(relay.id()).operationStatus()).isEqualTo("Success");
    }

    /** Its time begins when it starts: by then both are there, however long that took them. */
    @Test
    void sendsEverybodyAwayWhenItsTimeIsOver() {
        var relay = scheduleRelay("{\"type\": \"relay\", \"timeout\": 0.3}");
        try (var zero = attach(relay, "0");
                var one = attach(relay, "1")) {
            TestHooks.open(gate);

            assertThat(zero.end().code()).isEqualTo(1001);
            assertThat(one.end().code()).isEqualTo(1001);
        }
        var ended = api.await(relay.id());
        assertThat(ended.operationStatus()).isEqualTo("Failure");
        assertThat(ended.operationError()).isEqualTo("Operation timed out 504");
    }
}
