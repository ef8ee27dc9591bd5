package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.RulesTest;
import io.operations.TestClock;
import io.operations.operation.Rows.Row;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Row S8: a failover has lost what was committed, and nothing will ever be heard of those operations. */
@RulesTest
class GoneOperationTests {

    private final OperationService operations;
    private final Synchronizer synchronizer;
    private final TestClock clock;
    private final JdbcClient jdbc;
    private final Rows rows;

    GoneOperationTests(OperationService operations, Synchronizer synchronizer, TestClock clock, JdbcClient jdbc) {
        this.operations = operations;
        this.synchronizer = synchronizer;
        this.clock = clock;
        this.jdbc = jdbc;
        this.rows = new Rows(jdbc);
    }

    @AfterEach
    void forget() {
        rows.forgetElsewhere();
    }

    @Test
    void tellsWhoWaitsForWhatAnotherMemberRan() {
        var owner = rows.member();
        var gone = rows.insert(Row.ofOwner(owner, clock.instant()));
        var there = rows.insert(Row.ofOwner(owner, clock.instant()));
        var waiter = operations.await(gone);
        var other = operations.await(there);

        lose(gone);

        isToldThatItIsGone(waiter);
        assertThat(other).isNotDone();
    }

    @Test
    void stopsWhatThisMemberRunsAndTellsWhoWaitsForIt() {
        var stopped = new CountDownLatch(1);
        var operation = operations.scheduleUserOperationFromRequest(
                Crowd.doing(_ -> {
                    try {
                        new CountDownLatch(1).await();
                    } finally {
                        stopped.countDown();
                    }
                }),
                SOMEBODY);
        await().until(() -> operation.status() == OperationStatus.RUNNING);
        var waiter = operations.await(operation.id());
        lose(operation.id());
        clock.advance(Duration.ofMinutes(2));

        synchronizer.synchronize();

        isToldThatItIsGone(waiter);
        await().until(() -> stopped.getCount() == 0);
    }

    private void lose(UUID id) {
        assertThat(jdbc.sql("DELETE FROM active_operation WHERE id = :id")
                        .param("id", id)
                        .update())
                .isOne();
    }

    private static void isToldThatItIsGone(CompletableFuture<OperationView> waiter) {
        assertThat(waiter)
                .failsWithin(Crowd.LONG)
                .withThrowableThat()
                .withCauseInstanceOf(OperationException.NotFound.class);
    }
}
