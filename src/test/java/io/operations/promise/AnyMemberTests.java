package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Attachment;
import io.operations.Attachment.Goodbye;
import io.operations.Handshake;
import io.operations.Listener;
import io.operations.ServiceProcess;
import io.operations.TestDatabase;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Whichever member a client calls, it is served as if all were one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnyMemberTests {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String SHORT = "{\"type\": \"wait\", \"inputs\": {\"duration\": \"0.2\"}}";
    private static final String RELAY = "{\"type\": \"relay\", \"class\": \"websocket\"}";

    @TempDir
    private static Path workingDirectory;

    private final Endpoint endpoint = new Endpoint();
    private final TestDatabase database = TestDatabase.create();
    private ServiceProcess a;
    private ServiceProcess b;

    @BeforeAll
    void startBoth() {
        a = start("a");
        b = start("b");
        a.awaitStarted();
        b.awaitStarted();
    }

    @AfterAll
    void killBoth() {
        a.close();
        b.close();
        endpoint.close();
    }

    private ServiceProcess start(String name) {
        return ServiceProcess.startMember(
                workingDirectory,
                name,
                database,
                "--operations.member.heartbeat-interval=500ms",
                "--operations.member.offline-threshold=2s");
    }

    @Test
    void cancelsWhatTheOtherRuns() {
        for (var operationClass : List.of("task", "durable")) {
            var id = running(operationClass, "cancelled/" + operationClass);
            var path = "/1.0/operations/" + id;

            b.api().delete(path).hasStatus(200);

            var ended = b.api().get(path);
            assertThat(ended.operationStatus()).isEqualTo("Cancelled");
            assertThat(ended.metadata().path("location").asString()).isEqualTo("a");
            b.api().delete(path).refuses(400, "Only running operations can be cancelled");
        }
    }

    @Test
    void showsTheEventsOfAll() {
        try (var onA = Listener.on(a.port(), "type=operation,lifecycle");
                var onB = Listener.on(b.port(), "type=operation,lifecycle")) {
            // A member that is not reached within a second is listened to later; only on a slow machine.
            awaitLinked(a, onB);
            awaitLinked(b, onA);
            var ids = IntStream.range(0, 40)
                    .parallel()
                    .mapToObj(i -> (i % 2 == 0 ? a : b)
                            .api()
                            .schedule(SHORT)
                            .hasStatus(202)
                            .id())
                    .toList();

            for (var listener : List.of(onA, onB)) {
                for (var id : ids) {
                    await().atMost(LONG).until(() -> listener.changes(id).contains("Success"));
                    assertThat(listener.changes(id)).containsExactly("Running", "Success");
                }
            }
            var locations = onA.of(ids.getFirst()).stream()
                    .map(it -> it.path("location").asString())
                    .distinct();
            assertThat(locations).hasSize(1).containsAnyOf("a", "b");
            ids.forEach(id -> assertThat(onA.of(id)).isEqualTo(onB.of(id)));
        }
    }

    private static void awaitLinked(ServiceProcess other, Listener listener) {
        await().atMost(LONG).until(() -> {
            var id = other.api().schedule(SHORT).hasStatus(202).id();
            other.api().await(id);
            return listener.changes(id).contains("Running");
        });
    }

    @Test
    void showsTheLogOfAll() {
        try (var onB = Listener.on(b.port(), "type=logging")) {
            await().atMost(LONG).until(() -> !lines(onB, ranOnA()).isEmpty());
            var id = ranOnA();

            await().atMost(LONG).until(() -> lines(onB, id).size() >= 3);
            assertThat(lines(onB, id))
                    .extracting(it -> it.at("/metadata/message").asString())
                    .containsExactly("Accepted", "Started", "Success");
            assertThat(lines(onB, id))
                    .allMatch(it -> it.path("location").asString().equals("a"));
        }
    }

    private UUID ranOnA() {
        var id = a.api().schedule(SHORT).hasStatus(202).id();
        a.api().await(id);
        return id;
    }

    private static List<JsonNode> lines(Listener listener, UUID operation) {
        return listener.heard(
                it -> it.at("/metadata/context/operation").asString("").equals(operation.toString()));
    }

    @Test
    void showsACancelOnTheOther() {
        var id = running("task", "cancelled-and-heard-of");
        try (var onA = Listener.on(a.port(), "type=operation,lifecycle")) {
            awaitLinked(b, onA);
            b.api().delete("/1.0/operations/" + id).hasStatus(200);

            await().atMost(LONG)
                    .until(() -> !onA.heard(
                                    it -> it.at("/metadata/source").asString("").endsWith(id.toString()))
                            .isEmpty());
        }
    }

    @Test
    void goesOnShowingTheEventsOfAMemberThatCameAgain() {
        try (var onB = Listener.on(b.port(), "type=operation")) {
            var running = running("task", "died");
            await().atMost(LONG).until(() -> onB.statuses(running).contains("Running"));
            a.kill();
            await().atMost(LONG).until(() -> onB.changes(running).contains("Failure"));
            assertThat(onB.changes(running)).endsWith("Running", "Failure");

            a = start("a");
            a.awaitStarted();
            var id = a.api().schedule(SHORT).hasStatus(202).id();

            await().atMost(LONG).until(() -> onB.changes(id).contains("Success"));
        }
    }

    @Test
    void relaysMessagesBothWays() throws Exception {
        var relay = a.api().schedule(RELAY).hasStatus(202);
        try (var zero = Attachment.to(b.port(), relay, "0");
                var one = Attachment.to(a.port(), relay, "1")) {
            zero.say("grüße");
            assertThat(one.hear()).isEqualTo("grüße");
            one.say(new byte[] {-1, 0, 1});
            assertThat(zero.hear()).isEqualTo(ByteBuffer.wrap(new byte[] {-1, 0, 1}));
            var long60k = "0123456789€".repeat(4_000);
            zero.say(long60k);
            assertThat(one.hear()).isEqualTo(long60k);

            zero.leave(4711, "über");

            assertThat(one.end()).isEqualTo(new Goodbye(4711, "über"));
        }
        assertThat(b.api().await(relay.id()).operationStatus()).isEqualTo("Success");
    }

    @Test
    void tellsAClientHowTheOtherLeft() throws Exception {
        var relay = a.api().schedule(RELAY).hasStatus(202);
        try (var zero = Attachment.to(b.port(), relay, "0");
                var one = Attachment.to(b.port(), relay, "1")) {
            zero.say("to be there");
            assertThat(one.hear()).isEqualTo("to be there");
            b.api().delete("/1.0/operations/" + relay.id()).hasStatus(200);

            assertThat(zero.end().code()).isEqualTo(1001);
            assertThat(one.end().code()).isEqualTo(1001);
        }
    }

    @Test
    void refusesAsTheOtherDoes() {
        var relay = a.api().schedule(RELAY).hasStatus(202);
        refuses(relay.id(), "secret=x", 403, "Forbidden");
        refuses(relay.id(), "", 400, "Missing websocket secret");
        b.api().delete("/1.0/operations/" + relay.id()).hasStatus(200);
        refuses(relay.id(), "secret=x", 500, "Failed connecting to operation: context canceled");
    }

    private void refuses(UUID id, String query, int status, String message) {
        try (var refused = new Handshake(b.port(), Handshake.target(id, query))) {
            refused.answer().refuses(status, message);
        }
    }

    @Test
    void answersMembersOnlyWhereMembersAsk() {
        var forged = Map.of("X-Operations-Member", UUID.randomUUID() + " 1796000000 " + "A".repeat(43));
        for (var headers : List.of(Map.<String, String>of(), forged)) {
            try (var refused = new Handshake(b.port(), "/internal/1.0/events", headers)) {
                refused.answer().refuses(403, "Forbidden");
            }
        }
    }

    private UUID running(String operationClass, String reference) {
        var id = a.api()
                .schedule(endpoint.call(operationClass, reference, reference))
                .hasStatus(202)
                .id();
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(endpoint.attempts(id)).isNotEmpty());
        return id;
    }
}
