package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.ServiceTest;
import io.operations.TestHooks;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The same {@code Idempotency-Key} gives the same operation back, so that a request can be repeated blindly (design §5). */
@ServiceTest
class IdempotencyKeyTests {

    private static final String BODY = """
            {"type": "gated", "inputs": {"gate": "%s"}, "metadata": {"a": [1, {"b": 2, "c": 3}], "d": "x"}}""";
    private static final String SAME_BODY = """
            { "metadata" : {"d":"\\u0078",
              "a":[1,{"c":3,"b":2}]}, "inputs":{"gate":"%s"},   "type":"gated"}""";

    private final Api api;
    private final String project;
    private final String key = Bodies.unique();

    IdempotencyKeyTests(@LocalServerPort int port) {
        api = Api.on(port);
        project = api.project(Bodies.unique());
    }

    private Api.Answer schedule(String body) {
        return scheduleIn(project, body);
    }

    private Api.Answer scheduleIn(String project, String body) {
        return api.post("/1.0/operations?project=" + project, body, "Idempotency-Key", key);
    }

    private long operationsInProject() {
        return api.get("/1.0/operations?history=true&project=" + project).metadata().values().stream()
                .mapToLong(it -> it.size())
                .sum();
    }

    @Test
    void givesTheSameOperationBackWhateverItsState() {
        var gate = Bodies.unique();
        var first = schedule(BODY.formatted(gate)).hasStatus(202);

        var whileRunning = schedule(SAME_BODY.formatted(gate)).hasStatus(202);
        TestHooks.open(gate);
        api.await(first.id());
        var afterwards = schedule(BODY.formatted(gate)).hasStatus(202);

        assertThat(whileRunning.id()).isEqualTo(first.id());
        assertThat(whileRunning.header("Location")).isEqualTo(first.header("Location"));
        assertThat(afterwards.id()).isEqualTo(first.id());
        assertThat(afterwards.operationStatus()).isEqualTo("Success");
        assertThat(operationsInProject()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\": \"noop\", \"metadata\": {\"a\": [2, 1]}}",
                "{\"type\": \"noop\", \"metadata\": {\"a\": [1, 2], \"b\": null}}",
                "{\"type\": \"noop\", \"metadata\": {\"a\": [\"1\", 2]}}",
                "{\"type\": \"noop\", \"metadata\": {\"a\": [1, 2]}, \"class\": \"durable\"}",
                "{\"type\": \"noop\"}",
                "{\"type\": \"failing\", \"inputs\": {\"message\": \"m\", \"code\": 500}}"
            })
    void refusesAnotherBody(String other) {
        var first =
                schedule("{\"type\": \"noop\", \"metadata\": {\"a\": [1, 2]}}").hasStatus(202);

        schedule(other).refuses(422, "Idempotency-Key was used for another request");

        api.await(first.id());
        assertThat(operationsInProject()).isEqualTo(1);
    }

    @Test
    void belongsToAProject() {
        var ours = schedule(Bodies.NOOP).hasStatus(202).id();
        var theirs = scheduleIn(api.project(Bodies.unique()), Bodies.NOOP)
                .hasStatus(202)
                .id();

        assertThat(theirs).isNotEqualTo(ours);
        assertThat(schedule(Bodies.NOOP).id()).isEqualTo(ours);
    }

    @Test
    void makesOneOperationOfManyConcurrentRequests() {
        var request = api.request("/1.0/operations?project=" + project)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(Bodies.NOOP))
                .build();

        var answers =
                IntStream.range(0, 50).mapToObj(_ -> api.sendLater(request)).toList();

        assertThat(answers.stream()
                        .map(CompletableFuture::join)
                        .map(it -> it.hasStatus(202).id())
                        .distinct())
                .hasSize(1);
        assertThat(operationsInProject()).isEqualTo(1);
    }

    @Test
    void isFreeAfterAConflict() {
        var gate = Bodies.unique();
        var body = "{\"type\": \"gated\", \"inputs\": {\"gate\": \"%1$s\"}, \"conflict_reference\": \"%1$s\"}"
                .formatted(gate);
        var holder = api.post("/1.0/operations?project=" + project, body)
                .hasStatus(202)
                .id();
        schedule(body).refuses(409);
        TestHooks.open(gate);
        api.await(holder);

        var second = schedule(body).hasStatus(202);

        assertThat(second.id()).isNotEqualTo(holder);
        assertThat(schedule(body).hasStatus(202).id()).isEqualTo(second.id());
    }

    @Test
    void isFreeAfterARefusal() {
        schedule("{\"type\": \"noop\", \"inputs\": {\"x\": 1}}").refuses(400);
        schedule("{").refuses(400);
        schedule("{\"type\": \"broken\"}").refuses(500);

        var id = schedule(Bodies.NOOP).hasStatus(202).id();

        assertThat(schedule(Bodies.NOOP).hasStatus(202).id()).isEqualTo(id);
    }

    @Test
    void repeatsARequestThatHoldsItsOwnConflictReference() {
        var gate = Bodies.unique();
        var body = "{\"type\": \"gated\", \"inputs\": {\"gate\": \"%1$s\"}, \"conflict_reference\": \"%1$s\"}"
                .formatted(gate);
        var first = schedule(body).hasStatus(202).id();

        var again = schedule(body).hasStatus(202).id();

        assertThat(again).isEqualTo(first);
        TestHooks.open(gate);
        api.await(first);
    }

    @Test
    void isNeededToRepeat() {
        UUID first = api.schedule(Bodies.NOOP).hasStatus(202).id();

        assertThat(api.schedule(Bodies.NOOP).hasStatus(202).id()).isNotEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\tb"})
    void refusesBadKey(String bad) {
        api.schedule(Bodies.NOOP, "Idempotency-Key", bad).refuses(400, "Idempotency-Key must be 1 to 255");
    }

    @Test
    void mayHave255Characters() {
        api.schedule(Bodies.NOOP, "Idempotency-Key", "x".repeat(255)).hasStatus(202);
        api.schedule(Bodies.NOOP, "Idempotency-Key", "x".repeat(256)).refuses(400, "Idempotency-Key must be 1 to 255");
    }
}
