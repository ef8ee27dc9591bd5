package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.RuleHooks;
import io.operations.RulesTest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** {@code GET /1.0/operations/ID/wait} of operations in every status, with every sort of timeout (contract §3.4, §7.3). */
@RulesTest
class WaitByStatusTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Api api;
    private final String gate = Bodies.unique();
    private List<UUID> blockers = List.of();

    WaitByStatusTests(@LocalServerPort int port) {
        api = Api.on(port);
    }

    @AfterEach
    void letAllEnd() {
        RuleHooks.open(gate);
        blockers.forEach(api::await);
    }

    private UUID step(String inputs) {
        return api.schedule("{\"type\": \"rule-step\", \"inputs\": {%s}}".formatted(inputs))
                .hasStatus(202)
                .id();
    }

    private String atGate() {
        return "\"gate\": \"" + gate + "\"";
    }

    private UUID in(String status) {
        var id = switch (status) {
            case "Pending" -> pending();
            case "Running" -> step(atGate());
            case "Cancelling" -> step(atGate() + ", \"stubborn\": true");
            case "Failure" -> step("\"fail\": \"disk is full\"");
            case "Cancelled" -> step("\"gate\": \"" + Bodies.unique() + "\"");
            default -> step("");
        };
        if (status.equals("Cancelling")) {
            RuleHooks.awaitArrival(gate);
        }
        if (status.startsWith("Cancel")) {
            var _ = api.sendLater(api.request("/1.0/operations/" + id).DELETE().build());
        }
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .untilAsserted(() -> assertThat(api.get("/1.0/operations/" + id).operationStatus())
                        .isEqualTo(status));
        return id;
    }

    private UUID pending() {
        blockers = IntStream.range(0, RulesTest.SLOTS)
                .mapToObj(_ -> step(atGate()))
                .toList();
        return step("");
    }

    private static String wait(UUID id, String timeout) {
        return "/1.0/operations/" + id + "/wait?timeout=" + timeout;
    }

    private static void assertSync(Api.Answer answer, String status) {
        assertThat(answer.hasStatus(200).body().path("type").asString()).isEqualTo("sync");
        assertThat(answer.body().path("status_code").asInt()).isEqualTo(200);
        assertThat(answer.operationStatus()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Pending", "Running", "Cancelling"})
    void waitsForWhatGoesOnAsLongAsItWasTold(String status) {
        var id = in(status);
        var begin = System.nanoTime();

        assertSync(api.get(wait(id, "0")), status);
        var afterNone = Duration.ofNanos(System.nanoTime() - begin);
        var forEver = api.getLater(wait(id, "-1"));
        assertSync(api.get(wait(id, "1")), status);

        assertThat(afterNone).isLessThan(PATIENCE);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(forEver).isNotDone();
        RuleHooks.open(gate);
        assertThat(forEver).succeedsWithin(PATIENCE).satisfies(it -> assertSync(it, "Success"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Success", "Failure", "Cancelled"})
    void answersAtOnceForWhatHasEnded(String status) {
        var id = in(status);

        for (var timeout : List.of("0", "1", "-1", "")) {
            var answer = api.get(wait(id, timeout));
            assertSync(answer, status);
            assertThat(answer.metadata().toString())
                    .isEqualTo(api.get("/1.0/operations/" + id).metadata().toString());
            assertThat(answer.operationError()).isEqualTo(error(status));
        }
    }

    private static String error(String status) {
        return switch (status) {
            case "Failure" -> "disk is full " + RuleHooks.CODE;
            case "Cancelled" -> "context canceled 500";
            default -> " 0";
        };
    }
}
