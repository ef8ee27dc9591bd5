package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.RulesTest;
import io.operations.TestClock;
import io.operations.operation.Rows.Row;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a member does by itself it does again and again. */
@RulesTest
class HousekeepingTests {

    private static final Duration OFTEN = Duration.ofMillis(100);

    private final Housekeeping housekeeping;
    private final OperationService operations;
    private final TestClock clock;
    private final JdbcClient jdbc;
    private final Rows rows;

    HousekeepingTests(
            Partitions partitions,
            Synchronizer synchronizer,
            EndsElsewhere ends,
            CancelRequests cancels,
            Acceptance acceptance,
            OperationSettings settings,
            OperationService operations,
            TestClock clock,
            JdbcClient jdbc) {
        var retention = settings.retention();
        this.housekeeping = new Housekeeping(
                partitions,
                synchronizer,
                ends,
                cancels,
                acceptance,
                new OperationSettings(
                        settings.runner(),
                        new OperationSettings.Retention(
                                retention.listed(), retention.bulkListed(), retention.history(), OFTEN),
                        settings.metadata(),
                        settings.shutdown(),
                        OFTEN));
        this.operations = operations;
        this.clock = clock;
        this.jdbc = jdbc;
        this.rows = new Rows(jdbc);
    }

    @BeforeEach
    void start() {
        housekeeping.start();
    }

    @AfterEach
    void stop() {
        housekeeping.stop();
        rows.forgetElsewhere();
    }

    private long prunings() {
        return jdbc.sql("SELECT count(*) FROM final_operation WHERE type = 'prune-expired-operations'")
                .query(Long.class)
                .single();
    }

    @Test
    void findsWhatNobodyRuns() {
        for (var time = 0; time < 2; time++) {
            var left = rows.insert(Row.ofOwner(UUID.randomUUID(), clock.instant()));

            assertThat(Crowd.end(operations, left).status()).isEqualTo("Failure");
        }
    }

    @Test
    void prunes() {
        var before = prunings();

        await().until(() -> prunings() > before + 1);
    }
}
