package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.RawHttp;
import io.operations.Scrape;
import io.operations.ServiceTest;
import io.operations.TestHooks;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** {@code GET /1.0/operations/ID/wait} (contract §3.4). */
@ServiceTest
class WaitingTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String WAITERS = "operations_waiters";

    private final Api api;
    private final int port;
    private final String gate = Bodies.unique();

    WaitingTests(@LocalServerPort int port) {
        api = Api.on(port);
        this.port = port;
    }

    /** Whatever happened, nobody is left waiting. */
    @AfterEach
    void nobodyWaits() {
        TestHooks.open(gate);
        awaitWaiters(0);
    }

    private void awaitWaiters(int number) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Scrape.of(api).value(WAITERS)).isEqualTo(number));
    }

    private UUID gated() {
        return api.schedule(Bodies.gated(gate)).hasStatus(202).id();
    }

    private static String wait(UUID id, String query) {
        return "/1.0/operations/" + id + "/wait" + query;
    }

    @Test
    void returnsAtOnceWithTimeoutZero() {
        var answer = api.get(wait(gated(), "?timeout=0")).hasStatus(200);

        assertThat(answer.body().path("type").asString()).isEqualTo("sync");
        assertThat(answer.operationStatus()).isEqualTo("Running");
    }

    @Test
    void returnsWhenTheTimeHasRunOut() {
        var id = gated();
        var begin = System.nanoTime();

        var answer = api.get(wait(id, "?timeout=1")).hasStatus(200);

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(Duration.ofSeconds(1), PATIENCE);
        assertThat(answer.operationStatus()).isEqualTo("Running");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?",
                "?timeout=",
                "?timeout=-1",
                "?timeout=-99",
                "?timeout=60",
                "?timeout=9223372036854775807"
            })
    void waitsForTheEnd(String query) {
        var answer = api.getLater(wait(gated(), query));
        awaitWaiters(1);
        assertThat(answer).isNotDone();

        TestHooks.open(gate);

        assertThat(answer)
                .succeedsWithin(PATIENCE)
                .satisfies(it -> assertThat(it.operationStatus()).isEqualTo("Success"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "1.5", "1e3", "0x10", "%20", "5s", "99999999999999999999", "%00"})
    void refusesTimeout(String timeout) {
        var id = api.schedule(Bodies.NOOP).id();

        api.get(wait(id, "?timeout=" + timeout)).refuses(400, "timeout must be a whole number of seconds");
    }

    @Test
    void answersForWhatHasEnded() {
        var succeeded = api.schedule(Bodies.NOOP).id();
        api.await(succeeded);

        assertThat(api.get(wait(succeeded, "")).hasStatus(200).operationStatus())
                .isEqualTo("Success");
        assertThat(api.get(wait(succeeded, "?timeout=0")).hasStatus(200).operationStatus())
                .isEqualTo("Success");
    }

    @Test
    void answersWithTheOperationWhereItFailed() {
        var failed = api.schedule(Bodies.failing("disk is full", 507)).id();

        var answer = api.get(wait(failed, "")).hasStatus(200);

        assertThat(answer.body().path("type").asString()).isEqualTo("sync");
        assertThat(answer.body().path("status").asString()).isEqualTo("Success");
        assertThat(answer.operationStatus()).isEqualTo("Failure");
        assertThat(answer.metadata().path("status_code").asInt()).isEqualTo(400);
        assertThat(answer.operationError()).isEqualTo("disk is full 507");
    }

    @Test
    void answersWithTheOperationWhereItWasCancelled() {
        var id = gated();
        var answer = api.getLater(wait(id, ""));
        awaitWaiters(1);

        api.delete("/1.0/operations/" + id).hasStatus(200);

        assertThat(answer).succeedsWithin(PATIENCE).satisfies(it -> {
            assertThat(it.hasStatus(200).body().path("type").asString()).isEqualTo("sync");
            assertThat(it.operationStatus()).isEqualTo("Cancelled");
        });
    }

    @Test
    void wakesAllWhoWait() {
        var id = gated();
        var answers = IntStream.range(0, 300)
                .mapToObj(_ -> api.getLater(wait(id, "?timeout=60")))
                .toList();
        awaitWaiters(300);

        TestHooks.open(gate);

        assertThat(CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)))
                .succeedsWithin(PATIENCE);
        assertThat(answers)
                .allSatisfy(it -> assertThat(it.join().operationStatus()).isEqualTo("Success"));
    }

    /** Its answer does not come the way of others. */
    @Test
    void answersWithTheHeadersOfAnyAnswer() {
        var id = gated();
        var answer = api.getLater(wait(id, ""));
        awaitWaiters(1);
        TestHooks.open(gate);

        assertThat(answer).succeedsWithin(PATIENCE);
        assertThat(headers(answer.join()))
                .containsAllEntriesOf(headers(api.get("/1.0/operations/" + id)))
                .containsEntry("content-type", List.of("application/json"))
                .containsKey("content-length");
    }

    /** But for its length, and when it was sent. */
    private static Map<String, List<String>> headers(Api.Answer answer) {
        var headers = new HashMap<>(answer.headers().map());
        headers.keySet().removeAll(Set.of("transfer-encoding", "date"));
        return headers;
    }

    /** The thread that came with the request may not have left it yet, or not even begun to wait. */
    @Test
    void answersWhoComeAtTheMomentOfTheEnd() {
        var callers = IntStream.range(0, 16)
                .mapToObj(_ -> CompletableFuture.runAsync(this::scheduleAndWaitOften, it -> new Thread(it).start()))
                .toList();

        assertThat(CompletableFuture.allOf(callers.toArray(CompletableFuture[]::new)))
                .succeedsWithin(PATIENCE.multipliedBy(3));
    }

    private void scheduleAndWaitOften() {
        for (var i = 0; i < 100; i++) {
            var id = api.schedule(Bodies.NOOP).hasStatus(202).id();
            var answer = api.get(wait(id, "")).hasStatus(200);
            assertThat(answer.id()).isEqualTo(id);
            assertThat(answer.operationStatus()).isEqualTo("Success");
        }
    }

    /** Requests that are sent before the answer to the one before. */
    @Test
    void answersEachOfManyOverOneConnection() throws IOException {
        var last = RawHttp.request("GET", wait(gated(), "?timeout=0"));
        var before = last.replace("Connection: close\r\n", "").repeat(3);

        try (var socket = RawHttp.send(port, before)) {
            var answers = RawHttp.text(socket, last);
            assertThat(answers.split("HTTP/1.1 200")).hasSize(5);
            assertThat(answers.split("\"status\":\"Running\"")).hasSize(5);
        }
    }

    @Test
    void forgetsThoseWhoHangUp() throws IOException {
        var id = gated();
        for (var i = 0; i < 20; i++) {
            try (var socket = RawHttp.send(port, RawHttp.request("GET", wait(id, "")))) {
                socket.setSoLinger(true, 0);
                awaitWaitersAtLeast(1);
            }
        }

        TestHooks.open(gate);

        assertThat(api.await(id).operationStatus()).isEqualTo("Success");
        awaitWaiters(0);
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(Scrape.of(api).sum("api_requests_ongoing")).isZero());
    }

    private void awaitWaitersAtLeast(int number) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Scrape.of(api).value(WAITERS)).isGreaterThanOrEqualTo(number));
    }
}
