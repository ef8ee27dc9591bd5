package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.operations.RulesTest;
import io.operations.TestClock;
import io.operations.operation.Rows.Row;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionSystemException;

/** Row B10: what a claim took whose answer was lost is given back before anything is repaired, however late that is. */
@RulesTest
@Import(AmbiguousCommitTests.Faults.class)
@TestPropertySource(properties = "operations.member.name=late-claim")
class LateClaimTests {

    private final Claims claims;
    private final Dispatcher dispatcher;
    private final Synchronizer synchronizer;
    private final OperationService operations;
    private final FaultyTransactions transactions;
    private final TestClock clock;
    private final Rows rows;
    private final JdbcClient jdbc;

    LateClaimTests(
            Claims claims,
            Dispatcher dispatcher,
            Synchronizer synchronizer,
            OperationService operations,
            PlatformTransactionManager transactions,
            TestClock clock,
            JdbcClient jdbc) {
        this.claims = claims;
        this.dispatcher = dispatcher;
        this.synchronizer = synchronizer;
        this.operations = operations;
        this.transactions = (FaultyTransactions) transactions;
        this.clock = clock;
        this.rows = new Rows(jdbc);
        this.jdbc = jdbc;
    }

    @BeforeEach
    void stop() {
        dispatcher.stop();
    }

    @AfterEach
    void start() {
        dispatcher.start();
    }

    private void claimUnanswered() {
        transactions.loseNextAnswer();
        assertThatExceptionOfType(TransactionSystemException.class)
                .isThrownBy(() -> claims.claim(new FreeSlots(10), Queue.ROOM));
    }

    /** A task, which is not run again once somebody may have begun it. */
    private UUID waiting() {
        var id = rows.insert(Row.ofOwner(UUID.randomUUID(), clock.instant()));
        rows.release(id);
        return id;
    }

    private void assertStillWaits(UUID id) {
        clock.advance(Duration.ofSeconds(66));
        synchronizer.synchronize();
        assertThat(operations.find(id).status()).isEqualTo("Pending");
        dispatcher.start();
        assertThat(Crowd.end(operations, id).status()).isEqualTo("Success");
    }

    @Test
    void isGivenBackBeforeARepair() {
        var waiting = waiting();
        claimUnanswered();

        assertStillWaits(waiting);
    }

    /** A commit may come through after its connection is gone, and after it was looked for. */
    @Test
    void isGivenBackThoughItCameThroughLater() {
        var waiting = waiting();
        claimUnanswered();
        jdbc.sql("CREATE TABLE claimed AS SELECT * FROM active_operation").update();
        claims.settle();
        jdbc.sql("DELETE FROM active_operation").update();
        jdbc.sql("INSERT INTO active_operation SELECT * FROM claimed").update();
        jdbc.sql("DROP TABLE claimed").update();

        assertStillWaits(waiting);
    }
}
