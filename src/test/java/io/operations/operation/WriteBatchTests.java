package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.ServiceTest;
import io.operations.member.MemberService;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Writes of one operation that happen to share a commit. */
@ServiceTest
class WriteBatchTests {

    private final JdbcClient jdbc;
    private final NamedParameterJdbcOperations statements;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final UUID owner;
    private final OperationRow row;

    WriteBatchTests(
            JdbcClient jdbc,
            NamedParameterJdbcOperations statements,
            PlatformTransactionManager transactions,
            Clock clock,
            MemberService member) {
        this.jdbc = jdbc;
        this.statements = statements;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
        this.owner = member.incarnation();
        this.row = Writes.row(clock.instant());
    }

    @BeforeEach
    void insert() {
        var insert = new Write.Insert(row, List.of(), owner, null);
        commit(insert);
        assertThat(insert.result()).isCompletedWithValue(Write.Insertion.INSERTED);
    }

    private void commit(Write... writes) {
        var batch = new WriteBatch(statements, List.of(writes));
        transaction.executeWithoutResult(_ -> batch.execute());
        batch.deliver();
    }

    private Write.Change change(int held, OperationState state, boolean released) {
        return new Write.Change(new Write.Hold(row.header().id(), held), owner, state, released);
    }

    private OperationState pending() {
        return row.state().retryingAt(clock.instant(), row.state().metadata(), clock.instant());
    }

    private int deleted(String condition) {
        return jdbc.sql("DELETE FROM active_operation WHERE id = :id AND " + condition)
                .param("id", row.header().id())
                .update();
    }

    /** An attempt may begin, and say something, while the commit before is under way. */
    @Test
    void writesWhatTheNextAttemptSaysInTheBatchThatBeginsIt() {
        var next = pending().startedAgain(clock.instant());
        var said = next.with(Metadata.of(Map.of("said", 2)), clock.instant());
        var changes = List.of(change(1, pending(), false), change(1, next, false), change(2, said, false));

        commit(changes.toArray(Write[]::new));

        assertThat(changes)
                .extracting(Write.Change::result)
                .extracting(CompletableFuture::join)
                .containsExactly(true, true, true);
        assertThat(deleted("attempt = 2 AND status_code = 103 AND metadata ->> 'said' = '2'"))
                .isEqualTo(1);
    }

    /** Nor may a late write of its metadata take it back. */
    @Test
    void leavesToOthersWhatWasReleased() {
        var released = change(1, pending(), true);

        commit(change(1, row.state(), false), released, change(1, pending(), false));

        assertThat(released.result()).isCompletedWithValue(true);
        assertThat(deleted("owner IS NULL AND due_at IS NOT NULL")).isEqualTo(1);
    }

    @Test
    void endsAnAttemptThatBeginsInTheSameBatch() {
        var next = pending().startedAgain(clock.instant());
        var end = new Write.Finish(
                row.header().id(), Family.NONE, owner, next.with(new Outcome.Succeeded(), clock.instant()));

        commit(end, change(1, next, false));

        assertThat(end.result()).isCompletedWithValue(true);
        assertThat(deleted("true")).isZero();
    }
}
