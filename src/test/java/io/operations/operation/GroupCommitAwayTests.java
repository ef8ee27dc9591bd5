package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.operations.ServiceTest;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** More writes wait for the database than one commit takes. */
@ServiceTest
class GroupCommitAwayTests {

    private final Writes writes = new Writes(UUID.randomUUID());
    private final FaultyTransactions transactions;
    private final GroupCommit commits;
    private final Clock clock;

    GroupCommitAwayTests(
            JdbcClient jdbc,
            PlatformTransactionManager real,
            Partitions partitions,
            OperationMetrics metrics,
            Clock clock) {
        this.clock = clock;
        transactions = new FaultyTransactions(real);
        commits = new GroupCommit(jdbc, transactions, partitions, metrics);
        commits.start();
    }

    @AfterEach
    void stop() {
        commits.stop();
    }

    private CompletableFuture<Boolean> change() {
        var row = Writes.row(clock.instant());
        return commits.submit(writes.change(row, 1, row.state(), false)).result();
    }

    /** Nobody is to wait for the database who could be told to come again. */
    @Test
    void refusesInsertsThatWaitBehindThem() {
        transactions.away(true);
        var changes = IntStream.range(0, 2_500).mapToObj(_ -> change()).toList();

        var refused = commits.submit(new Write.Insert(Writes.row(clock.instant()), List.of(), writes.owner(), null))
                .result();

        assertThatThrownBy(() -> refused.get(30, TimeUnit.SECONDS)).hasMessageContaining("Database is not available");
        assertThat(changes).noneMatch(CompletableFuture::isDone);
        assertThat(commits.waiting()).isLessThanOrEqualTo(changes.size());
        transactions.away(false);
        assertThat(changes).noneMatch(CompletableFuture::join);
    }
}
