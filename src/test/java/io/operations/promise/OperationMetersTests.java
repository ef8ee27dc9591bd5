package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.Scrape;
import io.operations.ServiceTest;
import io.operations.TestHooks;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What the scrape says about operations. */
@ServiceTest
class OperationMetersTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String RUNNING_DURABLE = "operations_active{class=\"durable\",status=\"Running\"}";
    private static final String FINISHED =
            "operations_finished_total{class=\"durable\",status=\"Success\",type=\"gated\"}";

    private final Api api;
    private final String gate = Bodies.unique();

    OperationMetersTests(@LocalServerPort int port) {
        api = Api.on(port);
    }

    private String gated() {
        return "{\"type\": \"gated\", \"class\": \"durable\", \"inputs\": {\"gate\": \"%1$s\"}, \"conflict_reference\": \"%1$s\"}"
                .formatted(gate);
    }

    @Test
    void followsAnOperationFromStartToEnd() {
        var before = Scrape.of(api);

        var id = api.schedule(gated()).hasStatus(202).id();
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(Scrape.of(api).value("operations_start_delay_seconds_count{type=\"gated\"}"))
                                .isEqualTo(before.value("operations_start_delay_seconds_count{type=\"gated\"}") + 1));
        assertThat(Scrape.of(api).value(RUNNING_DURABLE)).isEqualTo(before.value(RUNNING_DURABLE) + 1);
        TestHooks.open(gate);
        api.await(id);

        await().atMost(PATIENCE).untilAsserted(() -> {
            var after = Scrape.of(api);
            assertThat(after.value(RUNNING_DURABLE)).isEqualTo(before.value(RUNNING_DURABLE));
            assertThat(after.value(FINISHED)).isEqualTo(before.value(FINISHED) + 1);
            assertThat(after.value("operations_duration_seconds_count{type=\"gated\"}"))
                    .isEqualTo(before.value("operations_duration_seconds_count{type=\"gated\"}") + 1);
        });
    }

    @Test
    void countsConflicts() {
        var before = Scrape.of(api);
        var id = api.schedule(gated()).hasStatus(202).id();

        api.schedule(gated()).refuses(409);

        assertThat(Scrape.of(api).value("operations_conflicts_total"))
                .isEqualTo(before.value("operations_conflicts_total") + 1);
        TestHooks.open(gate);
        api.await(id);
    }

    @Test
    void showsEveryMeter() {
        api.await(api.schedule(Bodies.NOOP).id());

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(api.get("/actuator/prometheus").text())
                        .contains(
                                "operations_active{class=\"task\",status=\"Pending\"}",
                                "operations_active{class=\"task\",status=\"Cancelling\"}",
                                "operations_finished_total{class=\"task\",status=\"Success\",type=\"noop\"}",
                                "operations_start_delay_seconds_bucket{type=\"noop\",le=\"0.1\"}",
                                "operations_duration_seconds_bucket{type=\"noop\",le=\"+Inf\"}",
                                "operations_waiters ",
                                "operations_conflicts_total ",
                                "operations_repairs_total ",
                                "operations_fenced_writes_total ",
                                "operations_commit_size_writes_count "));
    }
}
