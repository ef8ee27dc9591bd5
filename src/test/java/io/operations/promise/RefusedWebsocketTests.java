package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Attachment;
import io.operations.Bodies;
import io.operations.Handshake;
import io.operations.Scrape;
import io.operations.ServiceTest;
import io.operations.TestHooks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Whoever may not attach is told so before the upgrade, as the contract says (§9), and leaves nothing behind. */
@Timeout(120)
@ServiceTest
class RefusedWebsocketTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String RELAY = "{\"type\": \"relay\"}";
    private static final int CROWD = 32;

    private final Api api;
    private final int port;
    private final String gate = Bodies.unique();
    private final List<UUID> scheduled = new ArrayList<>();

    RefusedWebsocketTests(@LocalServerPort int port) {
        api = Api.on(port);
        this.port = port;
    }

    @AfterEach
    void nothingIsLeft() {
        TestHooks.open(gate);
        scheduled.forEach(it -> api.delete("/1.0/operations/" + it));
        scheduled.forEach(api::await);
        await().atMost(PATIENCE).untilAsserted(() -> {
            var meters = Scrape.of(api);
            assertThat(meters.sum("api_requests_ongoing")).isZero();
            assertThat(meters.sum("event_listeners")).isZero();
        });
    }

    private Api.Answer schedule(String body) {
        var answer = api.schedule(body).hasStatus(202);
        scheduled.add(answer.id());
        return answer;
    }

    private Api.Answer ask(Object id, String secret) {
        return answer(Handshake.target(id, "secret=" + secret));
    }

    private Api.Answer answer(String target) {
        try (var handshake = new Handshake(port, target)) {
            return handshake.answer();
        }
    }

    private static String secret(Api.Answer scheduled) {
        return Attachment.secret(scheduled, "0");
    }

    @Test
    void whereThereIsNoSuchOperation() {
        ask(UUID.randomUUID(), "s").refuses(404, "Operation not found");
        ask("x", "s").refuses(400, "Operation id must be a UUID");
    }

    @Test
    void whereTheOperationIsNoWebsocketOperation() {
        var running = schedule(Bodies.gated(gate)).id();
        var ended = schedule(Bodies.NOOP).id();
        var token = schedule("{\"type\": \"token\"}").id();
        api.await(ended);

        for (var id : List.of(running, ended, token)) {
            ask(id, "s").refuses(400, "Only websocket operations can be connected");
        }
    }

    @Test
    void withoutASecret() {
        var id = schedule(RELAY).id();

        ask(id, "").refuses(400, "Missing websocket secret");
        answer(Handshake.target(id, "")).refuses(400, "Missing websocket secret");
    }

    @Test
    void withASecretThatIsNone() {
        var relay = schedule(RELAY);
        var other = schedule(RELAY);

        for (var wrong : List.of("x", "0".repeat(64), secret(relay).substring(1), secret(other))) {
            ask(relay.id(), wrong).refuses(403, "Forbidden");
        }
    }

    @Test
    void whereTheChannelIsTaken() {
        var relay = schedule(RELAY);
        try (var _ = Attachment.to(port, relay, "0")) {
            ask(relay.id(), secret(relay)).refuses(409, "Websocket already connected");
        }
    }

    @Test
    void onceTheOperationHasSucceeded() {
        var relay = schedule(RELAY);
        try (var zero = Attachment.to(port, relay, "0")) {
            zero.leave(1000, "never mind");
        }
        assertThat(api.await(relay.id()).operationStatus()).isEqualTo("Success");

        ask(relay.id(), secret(relay)).refuses(400, "Only running operations can be connected");
        ask(relay.id(), "x").refuses(400, "Only running operations can be connected");
    }

    @Test
    void onceTheOperationHasFailed() {
        var relay = schedule("{\"type\": \"relay\", \"inputs\": {\"connect_timeout\": 0.05}}");
        assertThat(api.await(relay.id()).operationStatus()).isEqualTo("Failure");

        var refused = ask(relay.id(), secret(relay));

        refused.refuses(504);
        assertThat(refused.error())
                .isEqualTo("Failed connecting to operation: Timed out waiting for websockets to connect");
    }

    @Test
    void onceTheOperationHasBeenCancelled() {
        var relay = schedule(RELAY);
        api.delete("/1.0/operations/" + relay.id()).hasStatus(200);

        var refused = ask(relay.id(), secret(relay));

        refused.refuses(500);
        assertThat(refused.error()).isEqualTo("Failed connecting to operation: context canceled");
    }

    @Test
    void ifTheyComeFromAnotherPageOrAskForNoWebSocket() {
        var relay = schedule(RELAY);
        var target = Handshake.target(relay.id(), "secret=" + secret(relay));
        for (var path : List.of(target, "/1.0/events")) {
            try (var foreign = new Handshake(port, path, Map.of("Origin", "http://evil.example"))) {
                foreign.answer().refuses(403, "Origin not allowed");
            }
            try (var old = new Handshake(port, path, Map.of("Sec-WebSocket-Version", "8"))) {
                old.answer().refuses(400, "Not a WebSocket request");
            }
        }

        assertThat(ask(relay.id(), secret(relay)).status()).isEqualTo(101);
    }

    /** Whoever comes first keeps the channel until all have been answered. */
    @RepeatedTest(5)
    void ifAnotherOfManyCameFirst() throws Exception {
        var relay = schedule(RELAY);
        var target = Handshake.target(relay.id(), "secret=" + secret(relay));
        var barrier = new CyclicBarrier(CROWD);
        Callable<Handshake> ask = () -> {
            barrier.await();
            return new Handshake(port, target);
        };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = threads.invokeAll(Collections.nCopies(CROWD, ask));

            assertThat(asked)
                    .extracting(it -> it.resultNow().answer().status())
                    .containsOnly(101, 409)
                    .containsOnlyOnce(101);
            asked.forEach(it -> it.resultNow().close());
        }
    }
}
