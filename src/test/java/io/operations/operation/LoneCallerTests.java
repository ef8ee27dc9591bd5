package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.ServiceTest;
import io.operations.member.MemberService;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/** On whose thread an insert is committed that somebody waits for while nothing else goes on. */
@ServiceTest
class LoneCallerTests {

    private final JdbcClient jdbc;
    private final PlatformTransactionManager real;
    private final Clock clock;
    private final UUID owner;
    private final GroupCommit commits;

    @AutoClose
    private final AutoCloseable started;

    private volatile @Nullable Thread committer;

    LoneCallerTests(
            JdbcClient jdbc,
            NamedParameterJdbcOperations statements,
            PlatformTransactionManager real,
            Partitions partitions,
            OperationMetrics metrics,
            Clock clock,
            MemberService member) {
        this.jdbc = jdbc;
        this.real = real;
        this.clock = clock;
        this.owner = member.incarnation();
        this.commits = new GroupCommit(statements, new Watched(), partitions, metrics);
        this.started = new Writes(owner).start(commits, jdbc);
    }

    /** The real one, which tells who asked for the last transaction. */
    private final class Watched implements PlatformTransactionManager {

        @Override
        public TransactionStatus getTransaction(@Nullable TransactionDefinition definition) {
            committer = Thread.currentThread();
            return real.getTransaction(definition);
        }

        @Override
        public void commit(TransactionStatus status) {
            real.commit(status);
        }

        @Override
        public void rollback(TransactionStatus status) {
            real.rollback(status);
        }
    }

    @Test
    void commitsItself() {
        assertThat(commits.submitAndWait(insert()).result()).isCompletedWithValue(Write.Insertion.INSERTED);
        assertThat(committer).isSameAs(Thread.currentThread());
    }

    @Test
    void leavesItToTheWriterOnAVirtualThread() throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var inserted = executor.submit(
                    () -> commits.submitAndWait(insert()).result().join());
            assertThat(inserted.get()).isEqualTo(Write.Insertion.INSERTED);
        }
        assertThat(committer).extracting(Thread::getName).isEqualTo("commit-inserts");
    }

    @Test
    void leavesItToTheWriterWhenInterrupted() {
        Thread.currentThread().interrupt();
        try {
            assertThat(commits.submitAndWait(insert()).result().join()).isEqualTo(Write.Insertion.INSERTED);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(committer).extracting(Thread::getName).isEqualTo("commit-inserts");
    }

    /** Who accepts an operation and then rolls back has accepted it all the same: its caller may have been told. */
    @Test
    void takesNoPartInTheTransactionOfItsCaller() {
        var insert = insert();

        new TransactionTemplate(real).executeWithoutResult(status -> {
            assertThat(commits.submitAndWait(insert).result().join()).isEqualTo(Write.Insertion.INSERTED);
            status.setRollbackOnly();
        });

        assertThat(jdbc.sql("SELECT count(*) FROM active_operation WHERE id = :id")
                        .param("id", insert.id())
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    private Write.Insert insert() {
        return new Write.Insert(Writes.row(clock.instant()), List.of(), owner, null);
    }
}
