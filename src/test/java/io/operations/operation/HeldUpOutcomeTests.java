package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.operations.RuleHooks;
import io.operations.RulesTest;
import io.operations.operation.Subject.Kind;
import io.operations.operation.Subject.Kind.Script;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/**
 * Row P: the role of the service has a time limit for statements, and hooks end while a table or a row is locked. What is
 * stored in the end is what each hook did.
 */
@RulesTest
@TestPropertySource(properties = "spring.datasource.hikari.connection-init-sql=SET statement_timeout = '700ms'")
class HeldUpOutcomeTests {

    private static final Duration LONGER_THAN_THE_LIMIT = Duration.ofMillis(2_500);

    private final OperationService operations;
    private final LocalOperations local;
    private final GroupCommit commits;
    private final DataSource database;
    private final JdbcClient jdbc;

    HeldUpOutcomeTests(
            OperationService operations,
            LocalOperations local,
            GroupCommit commits,
            DataSource database,
            JdbcClient jdbc) {
        this.operations = operations;
        this.local = local;
        this.commits = commits;
        this.database = database;
        this.jdbc = jdbc;
    }

    @AfterEach
    void nothingIsLeft() {
        await().untilAsserted(() -> assertThat(local.all()).isEmpty());
        await().untilAsserted(() -> assertThat(commits.waiting()).isZero());
        assertThat(jdbc.sql("SELECT count(*) FROM active_operation")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    private Subject started(Kind kind, boolean failing) {
        var gate = UUID.randomUUID().toString();
        var args = kind.args(new Script(gate, false, failing), false);
        var holding = kind == Kind.SHELL ? args : args.withConflictReference(gate);
        var subject = Subject.of(kind, operations.scheduleUserOperationFromRequest(holding, SOMEBODY), gate);
        RuleHooks.awaitArrival(gate);
        return subject;
    }

    private void assertEnds(Subject subject) {
        Crowd.end(operations, subject.top().id());
        var family = subject.top().family();
        assertThat(family)
                .allSatisfy(it -> assertThat(operations.find(it.id()).status()).isEqualTo("Success"));
        var next = Kind.TASK.args(new Script("", false, false), false).withConflictReference(subject.gate());
        var again = operations.scheduleUserOperationFromRequest(next, SOMEBODY);
        assertThat(Crowd.end(operations, again.id()).status()).isEqualTo("Success");
    }

    @Test
    void storesWhatHooksOfAllKindsDidWhileTheTableWasLocked() throws Exception {
        var kinds = Stream.of(Kind.values()).filter(it -> !it.runsNothing()).toList();
        var subjects = kinds.stream().map(it -> started(it, false)).toList();
        var failing = started(Kind.TASK, true);
        var waiters = Stream.concat(subjects.stream(), Stream.of(failing))
                .map(it -> operations.await(it.top().id()))
                .toList();
        try (var log = new LogLines();
                var _ = Locks.ofTable(database)) {
            subjects.forEach(Subject::letGo);
            failing.letGo();
            await().until(() -> commits.waiting() > 0);
            await().during(LONGER_THAN_THE_LIMIT).until(() -> waiters.stream().noneMatch(CompletableFuture::isDone));
            assertThat(log.with("Writes are held up")).isNotEmpty();
            assertThat(log.with("Outcome cannot be stored")).isEmpty();
        }

        await().untilAsserted(() -> assertThat(waiters).allMatch(CompletableFuture::isDone));
        subjects.forEach(this::assertEnds);
        var failure = operations.find(failing.id());
        assertThat(failure.status() + " " + failure.err() + " " + failure.errCode())
                .isEqualTo("Failure no " + RuleHooks.CODE);
    }

    @Test
    void endsAllOthersWhileOneRowIsLocked() throws Exception {
        var held = started(Kind.TASK, false);
        var others = Stream.of(Kind.TASK, Kind.DURABLE, Kind.BULK, Kind.CHILD)
                .map(it -> started(it, false))
                .toList();
        try (var _ = Locks.ofRow(database, held.id())) {
            held.letGo();
            others.forEach(Subject::letGo);

            others.forEach(this::assertEnds);
            // Those that are handed over later, too.
            assertEnds(letGo(started(Kind.TASK, false)));
            assertThat(operations.find(held.id()).status()).isEqualTo("Running");
            assertThatExceptionOfType(OperationException.Unavailable.class)
                    .as("it has ended, and a cancel would do nothing")
                    .isThrownBy(held.operation()::cancel);
        }

        assertThat(Crowd.end(operations, held.id()).status()).isEqualTo("Success");
        assertEnds(held);
    }

    private Subject letGo(Subject subject) {
        subject.letGo();
        Crowd.end(operations, subject.top().id());
        return subject;
    }

    /** The row of a child: it is its parent that cannot end. */
    @Test
    void storesAFamilyWhoseChildIsLocked() throws Exception {
        var family = started(Kind.CHILD, false);
        RuleHooks.open(family.gate());
        Crowd.end(operations, family.id());
        try (var _ = Locks.ofRow(database, family.id())) {
            family.letGo();
            await().until(() -> commits.waiting() > 0);
            assertEnds(letGo(started(Kind.BULK, false)));
        }

        assertThat(Crowd.end(operations, family.top().id()).status()).isEqualTo("Success");
        assertEnds(family);
    }

    @Test
    void triesAgainWhatAnAdministratorCancels() throws Exception {
        var held = started(Kind.TASK, false);
        try (var _ = Locks.ofRow(database, held.id())) {
            held.letGo();
            await().until(this::cancelWhatWaits);
        }

        assertThat(Crowd.end(operations, held.id()).status()).isEqualTo("Success");
    }

    private boolean cancelWhatWaits() {
        return !jdbc.sql("""
                        SELECT pg_cancel_backend(pid) FROM pg_stat_activity
                         WHERE datname = current_database() AND wait_event_type = 'Lock'""").query(Boolean.class).list().isEmpty();
    }

    /** The same as a script that sets a shorter limit for locks. */
    @Test
    void doesNotTakeAChangeForAnOutcome() throws Exception {
        var operation = operations.scheduleUserOperationFromRequest(
                Kind.TASK.args(new Script(UUID.randomUUID().toString(), true, false), false), SOMEBODY);
        var gate = operation.inputs().text("gate");
        RuleHooks.awaitArrival(gate);
        try (var _ = Locks.ofRow(database, operation.id())) {
            operation.cancel();
            await().until(() -> commits.waiting() > 0);
            RuleHooks.open(gate);
            // Its new status, and behind it its end.
            await().until(() -> commits.waiting() >= 2);
        }

        assertThat(Crowd.end(operations, operation.id()).status()).isEqualTo("Success");
        assertThat(List.copyOf(local.all())).noneMatch(it -> it.id().equals(operation.id()) && it.isRunning());
    }
}
