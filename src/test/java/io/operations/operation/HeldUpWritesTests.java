package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.operations.ServiceTest;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** Row P: writes that share a commit with one that a lock holds up, where nobody has set a time limit. */
@ServiceTest
class HeldUpWritesTests {

    private final Writes writes = new Writes(UUID.randomUUID());
    private final FaultyTransactions transactions;
    private final GroupCommit commits;

    @AutoClose
    private final AutoCloseable started;

    private final DataSource database;
    private final JdbcClient jdbc;
    private final Clock clock;

    HeldUpWritesTests(
            DataSource database,
            JdbcClient jdbc,
            NamedParameterJdbcOperations statements,
            PlatformTransactionManager real,
            Partitions partitions,
            OperationMetrics metrics,
            Clock clock) {
        this.database = database;
        this.jdbc = jdbc;
        this.clock = clock;
        transactions = new FaultyTransactions(real);
        commits = new GroupCommit(statements, transactions, partitions, metrics);
        started = writes.start(commits, jdbc);
        jdbc.sql(
                        "INSERT INTO member (incarnation, name, heartbeat_at) VALUES (:id, 'held-up', now() + INTERVAL '1 hour')")
                .param("id", writes.owner())
                .update();
    }

    private List<OperationRow> inserted(int count) {
        var rows = IntStream.range(0, count)
                .mapToObj(_ -> Writes.row(clock.instant()))
                .toList();
        assertThat(rows.stream().map(it -> insert(it, null)).toList())
                .extracting(CompletableFuture::join)
                .containsOnly(Write.Insertion.INSERTED);
        return rows;
    }

    private CompletableFuture<Write.Insertion> insert(OperationRow row, @Nullable IdempotencyKey key) {
        return commits.submit(new Write.Insert(row, List.of(), writes.owner(), key))
                .result();
    }

    private CompletableFuture<Boolean> finish(OperationRow row) {
        return commits.submit(writes.finish(row, 0)).result();
    }

    private CompletableFuture<Boolean> change(OperationRow row, int number) {
        var state = row.state()
                .with(Metadata.of(Map.of("number", number)), row.state().updatedAt());
        return commits.submit(writes.change(row, 1, state, false)).result();
    }

    @Test
    void endsAThousandWhileTheRowOfOneIsLocked() throws Exception {
        var rows = inserted(1_000);
        try (var _ = Locks.ofRow(database, rows.get(700).header().id())) {
            transactions.away(true);
            var ends = rows.stream().map(this::finish).toList();
            transactions.away(false);
            var others = Stream.concat(ends.subList(0, 700).stream(), ends.subList(701, 1_000).stream())
                    .toArray(CompletableFuture[]::new);

            CompletableFuture.allOf(others).get(20, TimeUnit.SECONDS);

            assertThat(ends.get(700)).isNotDone();
            await().until(() -> commits.waiting() == 1);
        }
        await().until(() -> commits.waiting() == 0);
    }

    @Test
    void keepsTheOrderOfWhatIsWrittenOfOneOperation() throws Exception {
        var row = inserted(1).getFirst();
        CompletableFuture<Boolean> first;
        CompletableFuture<Boolean> second;
        try (var _ = Locks.ofRow(database, row.header().id())) {
            first = change(row, 1);
            await().until(() -> commits.waiting() == 1);
            // Not held up any more by the time it is handed over, but for the first.
            second = change(row, 2);
            await().until(() -> commits.waiting() == 2);
        }

        assertThat(List.of(first.join(), second.join())).containsOnly(true);
        assertThat(jdbc.sql("SELECT metadata ->> 'number' FROM active_operation WHERE id = :id")
                        .param("id", row.header().id())
                        .query(String.class)
                        .single())
                .isEqualTo("2");
    }

    @Test
    void insertsAllOthersWhileAKeyIsInserted() throws Exception {
        var key = new IdempotencyKey("somebody", UUID.randomUUID().toString(), "00");
        var holding = "INSERT INTO idempotency_key VALUES ('default', 'somebody', '%s', '', gen_random_uuid(), now())"
                .formatted(key.key());
        var answer = transactions.silence();
        try (var _ = Locks.holding(database, holding)) {
            var first = insert(Writes.row(clock.instant()), null);
            await().until(() -> transactions.tried() > 0);
            var refused = insert(Writes.row(clock.instant()), key);
            var others = IntStream.range(0, 20)
                    .mapToObj(_ -> insert(Writes.row(clock.instant()), null))
                    .toList();
            answer.countDown();

            assertThat(first.join()).isEqualTo(Write.Insertion.INSERTED);
            assertThat(others)
                    .allSatisfy(it -> assertThat(it.get(20, TimeUnit.SECONDS)).isEqualTo(Write.Insertion.INSERTED));
            assertThatThrownBy(refused::join).hasMessageContaining("Database is not available");
        }
    }

    @Test
    void failsWhatIsHeldUpWhenItStops() throws Exception {
        var row = inserted(1).getFirst();
        try (var _ = Locks.ofRow(database, row.header().id())) {
            var end = finish(row);
            await().until(() -> commits.waiting() == 1);
            commits.stop();

            assertThatThrownBy(end::join).hasCauseInstanceOf(OperationException.Unavailable.class);
        }
    }
}
