package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.Scrape;
import io.operations.ServiceTest;
import io.operations.TestHooks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Operations that take longer than they may end. */
@ServiceTest
class DeadlineTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String TIMED_OUT = "Operation timed out 504";

    private final Api api;
    private final String gate = Bodies.unique();

    DeadlineTests(@LocalServerPort int port) {
        api = Api.on(port);
    }

    @AfterEach
    void letAllEnd() {
        TestHooks.open(gate);
    }

    private static String url(UUID id) {
        return "/1.0/operations/" + id;
    }

    private static String within(String timeout, String body) {
        return Bodies.with("\"timeout\": " + timeout, body);
    }

    private Api.Answer ended(String body) {
        return api.await(api.schedule(body).hasStatus(202).id());
    }

    private List<JsonNode> children(UUID parent) {
        return List.copyOf(api.get(url(parent) + "?recursion=1")
                .metadata()
                .path("children")
                .values());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.2", "\"0.2\"", "\"PT0.2S\""})
    void endsWhatTakesTooLong(String timeout) {
        var ended = ended(within(timeout, Bodies.gated(gate)));

        assertThat(ended.operationStatus()).isEqualTo("Failure");
        assertThat(ended.operationError()).isEqualTo(TIMED_OUT);
        var took = Duration.between(
                Instant.parse(ended.metadata().path("created_at").asString()),
                Instant.parse(ended.metadata().path("updated_at").asString()));
        assertThat(took).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void endsWhatTakesLongerThanItsTypeAllows() {
        for (var operationClass : List.of("task", "durable")) {
            var body = Bodies.with("\"class\": \"" + operationClass + "\"", Bodies.held("hurried", gate));

            assertThat(ended(body).operationError()).isEqualTo(TIMED_OUT);
        }
    }

    @Test
    void goesByTheOperationWhereThatSaysSomething() {
        var id = api.schedule(within("60", Bodies.held("hurried", gate))).id();
        var other = ended(Bodies.held("hurried", gate));
        assertThat(other.operationError()).isEqualTo(TIMED_OUT);

        assertThat(api.get(url(id)).operationStatus()).isEqualTo("Running");
        TestHooks.open(gate);
        assertThat(api.await(id).operationStatus()).isEqualTo("Success");
    }

    @Test
    void leavesTheLastWordToAHookThatSucceedsAllTheSame() {
        var id = api.schedule(within("0.2", Bodies.held("stubborn", gate))).id();
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(api.get(url(id)).operationStatus()).isEqualTo("Cancelling"));

        TestHooks.open(gate);

        assertThat(api.await(id).operationStatus()).isEqualTo("Success");
    }

    @Test
    void isCancelledWhereTheCancelCameFirst() {
        var id = api.schedule(within("60", Bodies.gated(gate))).id();

        api.delete(url(id)).hasStatus(200);

        assertThat(api.get(url(id)).operationError()).isEqualTo("context canceled 500");
    }

    @Test
    void cancelsTheChildrenOfAParentThatTakesTooLong() {
        var parent = api.schedule(within(
                        "0.5",
                        Bodies.family(
                                Bodies.gated(gate),
                                within("60", Bodies.gated(gate)),
                                Bodies.inStage(1, Bodies.gated(gate)),
                                Bodies.inStage(2, "{\"type\": \"finalizer\"}"))))
                .hasStatus(202)
                .id();

        assertThat(api.await(parent).operationError()).isEqualTo(TIMED_OUT);
        assertThat(children(parent))
                .extracting(it ->
                        it.path("status").asString() + " " + it.path("err_code").asInt())
                .containsExactly("Cancelled 500", "Cancelled 500", "Cancelled 500", "Success 0");
    }

    @Test
    void endsAChildThatTakesTooLongAndNotItsSiblings() {
        var parent = api.schedule(Bodies.family(within("0.2", Bodies.gated(gate)), Bodies.gated(gate)))
                .hasStatus(202)
                .id();
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(children(parent).getFirst().path("err").asString())
                                .isEqualTo("Operation timed out"));

        assertThat(children(parent).getLast().path("status").asString()).isEqualTo("Running");
        TestHooks.open(gate);
        assertThat(api.await(parent).operationError()).isEqualTo("One or more child operations failed 500");
    }

    /** Otherwise a child of a late stage could be over before it began. */
    @Test
    void doesNotCountTheTimeBeforeTheFirstStart() {
        var second = Bodies.unique();
        var parent = api.schedule(
                        Bodies.family(Bodies.gated(gate), Bodies.inStage(1, within("1.5", Bodies.gated(second)))))
                .hasStatus(202)
                .id();
        assertThat(ended(within("1.6", Bodies.gated(Bodies.unique()))).operationError())
                .isEqualTo(TIMED_OUT);
        assertThat(children(parent).getLast().path("status").asString()).isEqualTo("Pending");

        TestHooks.open(gate);

        await().atMost(PATIENCE)
                .until(() -> children(parent).getLast().path("metadata").has("started"));
        await().during(Duration.ofMillis(200))
                .until(() ->
                        children(parent).getLast().path("status").asString().equals("Running"));
        TestHooks.open(second);
        assertThat(api.await(parent).operationStatus()).isEqualTo("Success");
    }

    @Test
    void endsWhatRunsNothing() {
        var id = api.schedule(within("0.2", "{\"type\": \"listening\"}"))
                .hasStatus(202)
                .id();

        assertThat(api.await(id).operationError()).isEqualTo(TIMED_OUT);
    }

    @Test
    void letsWhatRunsNothingGoOnOtherwise() {
        var id = api.schedule("{\"type\": \"listening\"}").hasStatus(202).id();
        assertThat(ended(within("0.2", Bodies.gated(gate))).operationError()).isEqualTo(TIMED_OUT);

        assertThat(api.get(url(id)).operationStatus()).isEqualTo("Running");
        api.delete(url(id)).hasStatus(200);
        assertThat(api.get(url(id)).operationStatus()).isEqualTo("Cancelled");
    }

    @Test
    void isNotRetriedAfterwards() {
        var retries = Scrape.of(api).value("operations_retries_total{type=\"flaky\"}");
        var body = within("0.2", Bodies.flaky("flaky", 0).replace("}}", ", \"gate\": \"" + gate + "\"}}"));

        assertThat(ended(body).operationError()).isEqualTo(TIMED_OUT);

        assertThat(Scrape.of(api).value("operations_retries_total{type=\"flaky\"}"))
                .isEqualTo(retries);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "\"x\"", "true", "{}", "\"\"", "31536001", "1e99", "0.0001", "null"})
    void refusesWhatIsNoTimeout(String timeout) {
        api.schedule(within(timeout, Bodies.NOOP)).refuses(400, "timeout");
    }
}
