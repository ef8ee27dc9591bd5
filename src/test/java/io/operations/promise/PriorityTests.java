package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.ServiceTest;
import io.operations.TestHooks;
import io.operations.operation.OperationArgs;
import io.operations.operation.OperationException;
import io.operations.operation.OperationService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** What waits for a slot starts by priority, then age. */
@ServiceTest
@TestPropertySource(properties = "operations.runner.slots=1")
class PriorityTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Api api;
    private final OperationService operations;
    private final JdbcClient jdbc;
    private final List<String> gates = new ArrayList<>();
    private final List<UUID> scheduled = new ArrayList<>();

    PriorityTests(@LocalServerPort int port, @Autowired OperationService operations, @Autowired JdbcClient jdbc) {
        this.jdbc = jdbc;
        api = Api.on(port);
        this.operations = operations;
    }

    private UUID schedule(String field) {
        gates.add(Bodies.unique());
        var body = Bodies.with(field, Bodies.gated(gates.getLast()));
        scheduled.add(api.schedule(body).hasStatus(202).id());
        return scheduled.getLast();
    }

    private UUID schedule(int priority) {
        return schedule("\"priority\": " + priority);
    }

    private void end(UUID id) {
        TestHooks.open(gates.get(scheduled.indexOf(id)));
        api.await(id);
    }

    private List<UUID> running() {
        return scheduled.stream().filter(this::isRunning).toList();
    }

    private boolean isRunning(UUID id) {
        return api.get("/1.0/operations/" + id).operationStatus().equals("Running");
    }

    @AfterEach
    void letAllEnd() {
        gates.forEach(TestHooks::open);
        scheduled.forEach(api::await);
    }

    @Test
    void startByPriorityThenAge() {
        var first = schedule(-1000);
        var none = schedule("\"metadata\": {}");
        var low = schedule(-5);
        var high = schedule(7);
        var zero = schedule(0);
        var highest = schedule(1000);
        var alsoHigh = schedule(7);

        var before = first;
        for (var next : List.of(highest, high, alsoHigh, none, zero, low)) {
            end(before);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(running()).containsExactly(next));
            before = next;
        }
    }

    @Test
    void staysWhileItIsRetried() {
        var id = api.schedule(Bodies.with("\"priority\": 7", Bodies.flaky("patient", 1)))
                .hasStatus(202)
                .id();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(jdbc.sql("SELECT priority FROM active_operation WHERE id = :id"
                                        + " AND owner IS NULL AND failures = 1")
                                .param("id", id)
                                .query(Integer.class)
                                .list())
                        .containsExactly(7));
        api.delete("/1.0/operations/" + id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1001", "-1001", "4294967296", "1e3", "1.5", "\"1\"", "true"})
    void mustBeAWholeNumberInBounds(String priority) {
        var field = "\"priority\": " + priority;

        api.schedule(Bodies.with(field, Bodies.NOOP))
                .refuses(400, "Field \"priority\" must be a whole number from -1000 to 1000");
        api.schedule(Bodies.family(Bodies.with(field, Bodies.NOOP)))
                .refuses(400, "Field \"children[0].priority\" must be a whole number from -1000 to 1000");
    }

    @Test
    void mustNotBeNull() {
        api.schedule(Bodies.with("\"priority\": null", Bodies.NOOP))
                .refuses(400, "Field \"priority\" must not be null");
    }

    /** Whoever runs the parent runs them. */
    @Test
    void isNothingThatChildrenHave() {
        api.schedule(Bodies.family(Bodies.NOOP, Bodies.with("\"priority\": 1", Bodies.NOOP)))
                .refuses(400, "Failed validating child operation \"1\": Child operations cannot have a priority");
        scheduled.add(api.schedule(
                        Bodies.with("\"priority\": 1", Bodies.family(Bodies.with("\"priority\": 0", Bodies.NOOP))))
                .hasStatus(202)
                .id());
    }

    @ParameterizedTest
    @CsvSource({"token, token", "listening, websocket"})
    void isNothingThatClassesHaveWhichNobodyClaims(String type, String operationClass) {
        api.schedule("{\"type\": \"" + type + "\", \"priority\": -1}")
                .refuses(400, "Operations of class \"" + operationClass + "\" cannot have a priority");
    }

    @ParameterizedTest
    @ValueSource(ints = {1001, -1001, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void isBoundedInJavaToo(int priority) {
        assertThatExceptionOfType(OperationException.Invalid.class)
                .isThrownBy(() -> operations.scheduleServerOperation(
                        OperationArgs.of(TestHooks.NOOP).withPriority(priority)))
                .withMessageEndingWith("priority must be from -1000 to 1000");
    }
}
