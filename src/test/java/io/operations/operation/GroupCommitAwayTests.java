package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.operations.ServiceTest;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** More writes wait for the database than one commit takes. */
@ServiceTest
class GroupCommitAwayTests {

    private final Writes writes = new Writes(UUID.randomUUID());
    private final FaultyTransactions transactions;
    private final GroupCommit commits;

    @AutoClose
    private final AutoCloseable started;

    private final Clock clock;

    GroupCommitAwayTests(
            JdbcClient jdbc,
            NamedParameterJdbcOperations statements,
            PlatformTransactionManager real,
            Partitions partitions,
            OperationMetrics metrics,
            Clock clock) {
        this.clock = clock;
        transactions = new FaultyTransactions(real);
        commits = new GroupCommit(statements, transactions, partitions, metrics);
        started = writes.start(commits, jdbc);
    }

    private CompletableFuture<Boolean> change() {
        var row = Writes.row(clock.instant());
        return commits.submit(writes.change(row, 1, row.state(), false)).result();
    }

    private CompletableFuture<Write.Insertion> insert() {
        var row = Writes.row(clock.instant());
        return commits.submit(new Write.Insert(row, List.of(), writes.owner(), null))
                .result();
    }

    /** Nobody is to wait for the database who could be told to come again. */
    @Test
    void refusesInsertsThatWaitBehindThem() {
        transactions.away(true);
        var changes = IntStream.range(0, 2_500).mapToObj(_ -> change()).toList();

        var refused = insert();

        assertThatThrownBy(() -> refused.get(30, TimeUnit.SECONDS)).hasMessageContaining("Database is not available");
        assertThat(changes).noneMatch(CompletableFuture::isDone);
        assertThat(commits.waiting()).isLessThanOrEqualTo(changes.size());
        transactions.away(false);
        assertThat(changes).noneMatch(CompletableFuture::join);
    }

    /** Nor for one try after the other, of which each waits for a connection. */
    @Test
    void refusesInsertsThatOneCommitDoesNotTake() {
        transactions.away(true);
        var answer = transactions.silence();
        var first = insert();
        await().until(() -> transactions.tried() == 1);
        var others = IntStream.range(0, 2_500).mapToObj(_ -> insert()).toList();

        answer.countDown();

        assertThatThrownBy(first::join).hasMessageContaining("Database is not available");
        others.forEach(it -> assertThatThrownBy(it::join).hasMessageContaining("Database is not available"));
        assertThat(transactions.tried()).isEqualTo(1);
    }

    @Test
    void saysOnceThatTheDatabaseIsAway() {
        try (var log = new LogLines()) {
            transactions.away(true);
            var change = change();
            var refused = insert();
            assertThatThrownBy(refused::join).hasMessageContaining("Database is not available");
            // The change at least once more, after both have noticed.
            await().until(() -> transactions.tried() >= 3);

            transactions.away(false);

            assertThat(change.join()).isFalse();
            await().until(() -> !log.with("The database is back").isEmpty());
            assertThat(log.with("The database is away")).hasSize(1);
        }
    }
}
