package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.Listener;
import io.operations.Scrape;
import io.operations.ServiceTest;
import io.operations.TestClock;
import io.operations.TestHooks;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Durable operations that fail are tried again, as their type says. */
@ServiceTest
class RetryTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Api api;
    private final int port;
    private final TestClock clock;
    private final String gate = Bodies.unique();

    RetryTests(@LocalServerPort int port, @Autowired TestClock clock) {
        api = Api.on(port);
        this.port = port;
        this.clock = clock;
    }

    @AfterEach
    void letAllEnd() {
        TestHooks.open(gate);
    }

    private static String url(UUID id) {
        return "/1.0/operations/" + id;
    }

    private UUID schedule(String body) {
        return api.schedule(body).hasStatus(202).id();
    }

    private static String flaky(String type, int failures, String moreInputs) {
        return Bodies.flaky(type, failures).replace("}}", ", " + moreInputs + "}}");
    }

    /** One that has failed once and waits for long. */
    private UUID waiting(String body) {
        var id = schedule(body);
        awaitRetry(id);
        return id;
    }

    private JsonNode awaitRetry(UUID id) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(api.get(url(id)).operationStatus()).isEqualTo("Pending"));
        return api.get(url(id)).metadata().path("metadata").path("retry");
    }

    @Test
    void triesAgainUntilItSucceeds() {
        for (var failures = 0; failures <= 3; failures++) {
            var retries = Scrape.of(api).value("operations_retries_total{type=\"flaky\"}");
            var id = schedule(Bodies.flaky("flaky", failures));

            var ended = api.await(id);

            assertThat(ended.operationStatus()).isEqualTo("Success");
            assertThat(ended.operationError()).isEqualTo(" 0");
            assertThat(ended.metadata().path("metadata").has("retry")).isFalse();
            assertThat(TestHooks.runs(id)).isEqualTo(failures + 1);
            assertThat(Scrape.of(api).value("operations_retries_total{type=\"flaky\"}"))
                    .isEqualTo(retries + failures);
        }
    }

    @Test
    void failsWithTheErrorOfTheLastAttempt() {
        var id = schedule(Bodies.flaky("flaky", 100));

        var ended = api.await(id);

        assertThat(ended.operationStatus()).isEqualTo("Failure");
        assertThat(ended.operationError()).isEqualTo("failure 4 503");
        assertThat(ended.metadata().path("metadata").has("retry")).isFalse();
        assertThat(TestHooks.runs(id)).isEqualTo(4);
    }

    @Test
    void doesNotRetryWhatNoRetryMends() {
        for (var code : new int[] {400, 403, 404, 409, 422, 499}) {
            var id = schedule(flaky("patient", 100, "\"code\": " + code));

            assertThat(api.await(id).operationError()).isEqualTo("failure 1 " + code);
            assertThat(TestHooks.runs(id)).isEqualTo(1);
        }
    }

    @Test
    void doesNotRetryWhatIsNotDurable() {
        var id = schedule(Bodies.failing("no", 503));

        assertThat(api.await(id).operationError()).isEqualTo("no 503");
    }

    @Test
    void isPendingMeanwhileAndSaysWhy() {
        var before = clock.instant();

        var id = waiting(flaky("patient", 1, "\"code\": 429"));

        var retry = api.get(url(id)).metadata().path("metadata").path("retry");
        assertThat(retry.propertyNames())
                .containsExactlyInAnyOrder("failures", "attempts", "due_at", "err", "err_code");
        assertThat(retry.path("failures").asInt()).isEqualTo(1);
        assertThat(retry.path("attempts").asInt()).isEqualTo(4);
        assertThat(retry.path("err").asString()).isEqualTo("failure 1");
        assertThat(retry.path("err_code").asInt()).isEqualTo(429);
        assertThat(Instant.parse(retry.path("due_at").asString()))
                .isBetween(before.plus(Duration.ofMinutes(5)), clock.instant().plus(Duration.ofMinutes(10)));
        assertThat(api.get(url(id)).operationError()).isEqualTo(" 0");
        assertThat(api.get("/1.0/operations").metadata().path("pending").toString())
                .contains(id.toString());
        api.delete(url(id)).hasStatus(200);
    }

    @Test
    void startsAgainWhenItIsDueAndNotBefore() {
        var id = waiting(flaky("patient", 2, "\"gate\": \"" + gate + "\""));
        clock.advance(Duration.ofMinutes(4));
        // Whoever looks for something to start has looked by then.
        api.await(schedule(Bodies.NOOP));
        assertThat(awaitRetry(id).path("failures").asInt()).isEqualTo(1);

        clock.advance(Duration.ofMinutes(6));
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(awaitRetry(id).path("failures").asInt()).isEqualTo(2));
        assertThat(awaitRetry(id).path("err").asString()).isEqualTo("failure 2");

        clock.advance(Duration.ofMinutes(20));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(TestHooks.runs(id)).isEqualTo(3));
        var running = api.get(url(id));
        assertThat(running.operationStatus()).isEqualTo("Running");
        assertThat(running.metadata().path("metadata").has("retry")).isFalse();
        TestHooks.open(gate);
        assertThat(api.await(id).operationStatus()).isEqualTo("Success");
    }

    @Test
    void holdsItsConflictReferenceMeanwhile() {
        var body = Bodies.withReference(gate, Bodies.flaky("patient", 1));
        var id = waiting(body);

        api.schedule(body).refuses(409);

        api.delete(url(id)).hasStatus(200);
        api.delete(url(waiting(body))).hasStatus(200);
    }

    @Test
    void isCancelledAtOnceWhileItWaits() {
        var id = waiting(Bodies.flaky("patient", 1));
        var waiter = api.getLater(url(id) + "/wait");

        api.delete(url(id)).hasStatus(200);

        assertThat(waiter)
                .succeedsWithin(PATIENCE)
                .satisfies(it -> assertThat(it.operationError()).isEqualTo("context canceled 500"));
        assertThat(api.get(url(id)).operationStatus()).isEqualTo("Cancelled");
        assertThat(TestHooks.runs(id)).isEqualTo(1);
    }

    @Test
    void failsAtOnceWhenItsTimeIsOverBeforeTheNextAttempt() {
        var id = schedule(Bodies.with("\"timeout\": 200", Bodies.flaky("patient", 1)));

        var ended = api.await(id);

        assertThat(ended.operationStatus()).isEqualTo("Failure");
        assertThat(ended.operationError()).isEqualTo("failure 1 503");
        assertThat(ended.metadata().path("metadata").has("retry")).isFalse();
    }

    @Test
    void tellsListenersOfEveryAttempt() {
        try (var listener = Listener.on(port, "type=operation")) {
            var id = schedule(Bodies.flaky("flaky", 2));
            api.await(id);

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(listener.statuses(id)).contains("Success"));
            assertThat(listener.statuses(id))
                    .startsWith("Running")
                    .endsWith("Success")
                    .containsOnlyOnce("Success");
        }
    }
}
