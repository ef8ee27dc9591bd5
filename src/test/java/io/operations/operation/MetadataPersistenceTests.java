package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.operations.ServiceTest;
import io.operations.TestHooks;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How metadata comes to the row: seldom, and completely. */
@ServiceTest
class MetadataPersistenceTests {

    private final OperationService operations;
    private final JdbcClient jdbc;
    private final MeterRegistry meters;

    MetadataPersistenceTests(OperationService operations, JdbcClient jdbc, MeterRegistry meters) {
        this.operations = operations;
        this.jdbc = jdbc;
        this.meters = meters;
    }

    @Test
    void writesAtMostOnceASecondAndTheLastValueAlways() throws Exception {
        var end = new CountDownLatch(1);
        var before = writes();

        var operation = operations.scheduleUserOperationFromRequest(
                Crowd.doing(context -> {
                    var until = System.nanoTime() + Duration.ofMillis(2_500).toNanos();
                    for (var i = 0; System.nanoTime() < until; i++) {
                        context.updateMetadata(Map.of("i", i));
                    }
                    context.updateMetadata(Map.of("last", true));
                    end.await();
                }),
                SOMEBODY);

        await().untilAsserted(() -> assertThat(metadata(operation.id())).contains("\"last\": true"));
        // The insert, one at once, one a second since.
        assertThat(writes() - before).isBetween(3.0, 6.0);
        end.countDown();
        assertThat(Crowd.end(operations, operation.id()).metadata("last")).hasToString("true");
    }

    /** A change that comes while the one before is being written must not be taken for written. */
    @Test
    void bringsTheLastOfManySmallBurstsToTheRow() throws Exception {
        var end = new CountDownLatch(1);

        var scheduled = Crowd.atOnce(
                50,
                number -> operations.scheduleUserOperationFromRequest(
                        Crowd.doing(context -> {
                            for (var i = 0; i <= 20 + number; i++) {
                                context.extendMetadata(Map.of("i", i));
                                Thread.yield();
                            }
                            context.extendMetadata(Map.of("last", true));
                            end.await();
                        }),
                        SOMEBODY));

        await().untilAsserted(() -> assertThat(scheduled)
                .allSatisfy(it -> assertThat(metadata(it.id())).contains("\"last\": true")));
        end.countDown();
        scheduled.forEach(it -> Crowd.end(operations, it.id()));
    }

    /** A write of the attempt before, late as it may be, must not swallow it. */
    @Test
    void bringsWhatTheNextAttemptSaysToTheRow() {
        var gate = UUID.randomUUID().toString();
        var operation = operations.scheduleUserOperationFromRequest(
                OperationArgs.of(TestHooks.FLAKY)
                        .inProject("default")
                        .withInputs(Inputs.of(Map.of("failures", 1, "gate", gate))),
                SOMEBODY);

        await().untilAsserted(() -> assertThat(metadata(operation.id())).contains("\"again\": 2"));
        TestHooks.open(gate);
        assertThat(Crowd.end(operations, operation.id()).status()).isEqualTo("Success");
    }

    private String metadata(UUID id) {
        return jdbc.sql("SELECT metadata FROM active_operation WHERE id = :id")
                .param("id", id)
                .query(String.class)
                .single();
    }

    private double writes() {
        return meters.get(OperationMetrics.COMMIT_SIZE).summary().totalAmount();
    }
}
