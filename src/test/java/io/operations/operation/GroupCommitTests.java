package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.operations.ServiceTest;
import io.operations.member.MemberService;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** Writes that share commits, and what becomes of them when a commit fails. */
@ServiceTest
class GroupCommitTests {

    private final JdbcClient jdbc;
    private final Clock clock;
    private final FaultyTransactions transactions;
    private final GroupCommit commits;

    @AutoClose
    private final AutoCloseable started;

    /** This member: what nobody who lives owns would be repaired behind our back. */
    private final UUID owner;

    private final Writes writes;

    GroupCommitTests(
            JdbcClient jdbc,
            NamedParameterJdbcOperations statements,
            PlatformTransactionManager real,
            Partitions partitions,
            OperationMetrics metrics,
            Clock clock,
            MemberService member) {
        this.owner = member.incarnation();
        this.writes = new Writes(owner);
        this.jdbc = jdbc;
        this.clock = clock;
        transactions = new FaultyTransactions(real);
        commits = new GroupCommit(statements, transactions, partitions, metrics);
        started = writes.start(commits, jdbc);
    }

    @Test
    void doesAllButTheOneThatPostgreSqlRefuses() {
        var rows = inserted(100);

        var finishes = IntStream.range(0, 100)
                .mapToObj(i -> writes.finish(rows.get(i), i == 42 ? 5 : 0))
                .toList();
        var results = submitAtOnce(finishes);

        assertThatThrownBy(results.remove(42)::join).hasMessageContaining("success_has_no_error");
        assertThat(results).allMatch(CompletableFuture::join);
    }

    @Test
    void doesNotKnowOfAnInsertWhoseAnswerWasLostUntilAWriteHitsIt() {
        var there = row();
        transactions.loseNextAnswer();
        var unknown =
                commits.submit(new Write.Insert(there, List.of(), owner, null)).result();
        assertThat(unknown.join()).isEqualTo(Write.Insertion.UNKNOWN);
        assertThat(change(there, Map.of()).result().join()).isTrue();

        var lost = row();
        transactions.loseNextCommit();
        unknown = commits.submit(new Write.Insert(lost, List.of(), owner, null)).result();
        assertThat(unknown.join()).isEqualTo(Write.Insertion.UNKNOWN);
        assertThat(change(lost, Map.of()).result().join()).isFalse();
    }

    @Test
    void refusesAnInsertForWhichThereIsNoConnection() {
        transactions.refuseNext(1);

        var refused =
                commits.submit(new Write.Insert(row(), List.of(), owner, null)).result();

        assertThatThrownBy(refused::join).hasMessageContaining("Database is not available");
    }

    @Test
    void keepsTheOrderOfWritesWhileTheDatabaseIsAway() {
        var row = inserted(1).getFirst();
        transactions.refuseNext(3);

        var changes = IntStream.rangeClosed(1, 20)
                .mapToObj(i -> change(row, Map.of("i", i)))
                .toList();

        changes.forEach(it -> assertThat(it.result().join()).isTrue());
        assertThat(metadata(row)).isEqualTo("{\"i\": 20}");
    }

    @Test
    void keepsTheOrderOfWritesWhenOneIsRefusedAndThenTheDatabaseGoesAway() {
        var row = inserted(1).getFirst();
        var poison = writes.finish(inserted(1).getFirst(), 5);
        transactions.loseNextCommit();

        var results = new ArrayList<CompletableFuture<Boolean>>();
        for (var i = 1; i <= 8; i++) {
            results.add(change(row, Map.of("i", i)).result());
            if (i == 5) commits.submit(poison);
        }

        results.forEach(it -> assertThat(it.join()).isTrue());
        assertThat(metadata(row)).isEqualTo("{\"i\": 8}");
    }

    @Test
    void refusesWhoeverIsNotTheOwnerInThisAttempt() {
        var row = inserted(1).getFirst();
        var id = row.header().id();

        assertThat(commits.submit(new Write.Finish(id, Family.NONE, UUID.randomUUID(), Writes.attempt(row, 1)))
                        .result()
                        .join())
                .isFalse();
        assertThat(commits.submit(new Write.Finish(id, Family.NONE, owner, Writes.attempt(row, 2)))
                        .result()
                        .join())
                .isFalse();
        assertThat(commits.submit(new Write.Change(new Write.Hold(id, 1), UUID.randomUUID(), row.state(), false))
                        .result()
                        .join())
                .isFalse();
        assertThat(change(row, Map.of()).result().join()).isTrue();
        assertThat(commits.submit(writes.finish(row, 0)).result().join()).isTrue();
    }

    @Test
    void liesToNobodyAboutAnotherAttemptInTheSameBatch() {
        var row = inserted(1).getFirst();
        var old = new Write.Finish(row.header().id(), Family.NONE, UUID.randomUUID(), Writes.attempt(row, 7));
        var ours = writes.finish(row, 0);

        var results = submitAtOnce(
                List.of(old, ours, new Write.Finish(row.header().id(), Family.NONE, owner, Writes.attempt(row, 2))));

        assertThat(results).extracting(CompletableFuture::join).containsExactly(false, true, false);
    }

    /** An attempt may begin, and say something, while the commit before is under way. */
    @Test
    void writesWhatTheNextAttemptSaysInTheBatchThatBeginsIt() {
        var row = inserted(1).getFirst();
        var pending = row.state().retryingAt(clock.instant(), row.state().metadata(), clock.instant());
        var next = pending.startedAgain(clock.instant());
        var said = next.with(Metadata.of(Map.of("said", 2)), clock.instant());

        var results = submitAtOnce(List.of(
                writes.change(row, 1, pending, false),
                writes.change(row, 1, next, false),
                writes.change(row, 2, said, false)));

        assertThat(results).extracting(CompletableFuture::join).containsExactly(true, true, true);
        assertThat(metadata(row)).isEqualTo("{\"said\": 2}");
        assertThat(commits.submit(writes.finish(new OperationRow(row.header(), said), 0))
                        .result()
                        .join())
                .isTrue();
    }

    /** What was released stays so, though a late write of its metadata comes in the same batch. */
    @Test
    void doesNotTakeAReleaseBack() {
        var row = inserted(1).getFirst();
        var pending = row.state().retryingAt(clock.instant(), row.state().metadata(), clock.instant());

        var results =
                submitAtOnce(List.of(writes.change(row, 1, pending, true), writes.change(row, 1, pending, false)));

        assertThat(results).extracting(CompletableFuture::join).first().isEqualTo(true);
        assertThat(jdbc.sql("DELETE FROM active_operation WHERE id = :id AND owner IS NULL")
                        .param("id", row.header().id())
                        .update())
                .isEqualTo(1);
    }

    /** Row O: an end finds a place whatever partitions there are. */
    @Test
    void makesAPartitionForWhatLiesBeforeAllOthers() {
        var row = Writes.row(Instant.parse("2001-01-01T00:00:00Z"));
        commits.submit(new Write.Insert(row, List.of(), owner, null)).result().join();
        // It has no beginning, and may have been pruned already.
        jdbc.sql("SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r' AND relname LIKE '%first%'")
                .query(String.class)
                .optional()
                .ifPresent(it -> jdbc.sql("DROP TABLE " + it).update());

        assertThat(commits.submit(writes.finish(row, 0)).result().join()).isTrue();
    }

    /** Whoever hands something over while the writer stops gets an answer, from that writer and not from the next. */
    @RepeatedTest(50)
    void answersEveryWriteThatIsHandedOverWhileItStops() throws Exception {
        var results = Crowd.atOnce(9, number -> {
            if (number == 0) {
                commits.stop();
                return List.<CompletableFuture<Boolean>>of();
            }
            return IntStream.range(0, 20)
                    .mapToObj(_ -> change(row(), Map.of()).result())
                    .toList();
        });

        for (var result : results.stream().flatMap(List::stream).toList()) {
            assertThat(result.exceptionally(_ -> false).get(30, TimeUnit.SECONDS))
                    .isFalse();
        }
    }

    private List<CompletableFuture<Boolean>> submitAtOnce(List<? extends Write> writes) {
        commits.stop();
        // Handed over while the database is away, they wait for each other.
        transactions.refuseNext(1);
        commits.start();
        var first = change(row(), Map.of());
        var results = writes.stream()
                .map(commits::submit)
                .map(it -> switch (it) {
                    case Write.Change change -> change.result();
                    case Write.Finish finish -> finish.result();
                    case Write.Insert _, Write.Wake _ -> throw new IllegalArgumentException("Not one that hits");
                })
                .toList();
        first.result().join();
        return new ArrayList<>(results);
    }

    private List<OperationRow> inserted(int count) {
        var rows = IntStream.range(0, count).mapToObj(i -> row()).toList();
        var results = rows.stream()
                .map(it -> commits.submit(new Write.Insert(it, List.of(), owner, null))
                        .result())
                .toList();
        assertThat(results).extracting(CompletableFuture::join).containsOnly(Write.Insertion.INSERTED);
        return rows;
    }

    private Write.Change change(OperationRow row, Map<String, ?> metadata) {
        var state = row.state().with(Metadata.of(metadata), row.state().updatedAt());
        return commits.submit(writes.change(row, state.attempt(), state, false));
    }

    private @Nullable String metadata(OperationRow row) {
        return jdbc.sql("SELECT metadata FROM active_operation WHERE id = :id")
                .param("id", row.header().id())
                .query(String.class)
                .single();
    }

    private OperationRow row() {
        return Writes.row(clock.instant());
    }
}
