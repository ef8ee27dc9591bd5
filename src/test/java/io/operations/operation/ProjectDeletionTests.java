package io.operations.operation;

import static io.operations.Bodies.NOOP;
import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.ServiceTest;
import io.operations.requestor.Projects;
import io.operations.requestor.Projects.Creation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A project is deleted while others schedule in it: there is never an accepted operation in a deleted project. */
@ServiceTest
class ProjectDeletionTests {

    private static final int SCHEDULERS = 40;
    private static final int LONGEST_NANOS = 2_000_000;

    private static final String BACKENDS = "SELECT count(*) FROM pg_locks WHERE NOT granted AND mode = :mode"
            + " AND relation = CAST('active_operation' AS regclass)";

    private final OperationService operations;
    private final ProjectHistoryRepository history;
    private final Projects projects;
    private final JdbcClient jdbc;
    private final NamedParameterJdbcOperations statements;
    private final TransactionTemplate transaction;
    private final Api api;
    private final String project = UUID.randomUUID().toString();

    ProjectDeletionTests(
            OperationService operations,
            ProjectHistoryRepository history,
            Projects projects,
            JdbcClient jdbc,
            NamedParameterJdbcOperations statements,
            PlatformTransactionManager transactions,
            @LocalServerPort int port) {
        this.operations = operations;
        this.history = history;
        this.projects = projects;
        this.jdbc = jdbc;
        this.statements = statements;
        this.transaction = new TransactionTemplate(transactions);
        this.api = Api.on(port);
    }

    @BeforeEach
    void create() {
        assertThat(projects.create(project, "")).isEqualTo(Creation.CREATED);
    }

    private Optional<Operation> schedule(OperationArgs args) {
        try {
            var key = new IdempotencyKey("tls:somebody", UUID.randomUUID().toString(), "00");
            return Optional.of(operations.scheduleUserOperationFromRequest(args.inProject(project), SOMEBODY, key));
        } catch (OperationException.NotFound e) {
            assertThat(e).hasMessage("Project not found");
            return Optional.empty();
        }
    }

    private boolean delete() {
        try {
            operations.deleteProject(project);
            return true;
        } catch (OperationException.Invalid e) {
            assertThat(e).hasMessage("Only empty projects can be removed");
            return false;
        }
    }

    /** Some time in the middle of what the others do. */
    private Optional<Operation> scheduleOrDelete(int number, OperationArgs args, CompletableFuture<Boolean> deleted) {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(LONGEST_NANOS));
        if (number != SCHEDULERS / 2) {
            return schedule(args);
        }
        deleted.complete(delete());
        return Optional.empty();
    }

    private List<Operation> scheduleAndDelete(OperationArgs args, CompletableFuture<Boolean> deleted) throws Exception {
        return Crowd.atOnce(SCHEDULERS, number -> scheduleOrDelete(number, args, deleted)).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private long rows() {
        return jdbc.sql("""
                        SELECT (SELECT count(*) FROM active_operation WHERE project = :project)
                             + (SELECT count(*) FROM final_operation WHERE project = :project)
                             + (SELECT count(*) FROM idempotency_key WHERE project = :project)""").param("project", project).query(Long.class).single();
    }

    @RepeatedTest(15)
    void leavesNoneThatRuns() throws Exception {
        var gate = new CountDownLatch(1);
        var deleted = new CompletableFuture<Boolean>();

        var accepted = scheduleAndDelete(Crowd.doing(_ -> gate.await()), deleted);

        assertThat(accepted.isEmpty()).isEqualTo(deleted.join());
        assertThat(projects.isTaken(project)).isNotEqualTo(deleted.join());
        assertThat(rows()).isEqualTo(2L * accepted.size());
        gate.countDown();
        accepted.forEach(it -> Crowd.end(operations, it.id()));
    }

    @RepeatedTest(15)
    void leavesNothingOfThoseThatEnd() throws Exception {
        var deleted = new CompletableFuture<Boolean>();

        var accepted = scheduleAndDelete(Crowd.doing(_ -> {}), deleted);

        if (deleted.join()) {
            assertThat(rows()).isZero();
            assertThat(schedule(Crowd.args())).isEmpty();
        } else {
            accepted.forEach(it -> Crowd.end(operations, it.id()));
            assertThat(rows()).isEqualTo(2L * accepted.size());
        }
    }

    @Test
    void waitsForWhatIsBeingAccepted() throws Exception {
        var insert = inserting();
        var deletion = new CompletableFuture<Boolean>();
        transaction.executeWithoutResult(_ -> {
            new WriteBatch(statements, List.of(insert)).execute();
            Thread.startVirtualThread(() -> deletion.complete(delete()));
            awaitWaiting("ShareLock");
        });

        assertThat(deletion.join()).isFalse();
        jdbc.sql("DELETE FROM active_operation WHERE id = :id")
                .param("id", insert.id())
                .update();
        assertThat(delete()).isTrue();
    }

    /** Its snapshot is of the time after it got its lock: PostgreSQL does not promise that in so many words. */
    @Test
    void isSeenByWhatWasWaitingForIt() {
        var scheduled = new CompletableFuture<Optional<Operation>>();
        transaction.executeWithoutResult(_ -> {
            history.holdWriters();
            Thread.startVirtualThread(() -> scheduled.complete(schedule(Crowd.args())));
            awaitWaiting("RowExclusiveLock");
            projects.markDeleted(project);
        });

        assertThat(scheduled.join()).isEmpty();
        assertThat(rows()).isZero();
        assertThat(delete()).isTrue();
    }

    @Test
    void givesUpRatherThanHoldEverybodyUp() {
        transaction.executeWithoutResult(_ -> {
            new WriteBatch(statements, List.of(inserting())).execute();
            var refused = CompletableFuture.supplyAsync(() -> api.delete("/1.0/projects/" + project));

            assertThat(refused.join().refuses(503, "cannot be deleted just now").header("Retry-After"))
                    .isNotEmpty();
        });

        assertThat(projects.find(project)).isPresent();
        assertThat(schedule(Crowd.args())).isPresent();
    }

    private Write.Insert inserting() {
        var row = Writes.row(Instant.parse("2026-01-01T00:00:00Z"));
        return new Write.Insert(Writes.inProject(row, project), List.of(), new Rows(jdbc).member(), null);
    }

    private void awaitWaiting(String mode) {
        await().until(() ->
                jdbc.sql(BACKENDS).param("mode", mode).query(Long.class).single() > 0);
    }

    @Test
    void canBeRepeatedWhereItBrokeOff() {
        var path = "/1.0/operations?project=" + project;
        var key = new String[] {"Idempotency-Key", "broken off"};
        Crowd.end(operations, api.post(path, NOOP, key).hasStatus(202).id());
        projects.markDeleted(project);
        var url = "/1.0/projects/" + project;

        api.get(url).refuses(404, "Project not found");
        assertThat(api.get("/1.0/projects").text()).doesNotContain(project);
        api.get(path).refuses(404, "Project not found");
        api.post(path, NOOP).refuses(404, "Project not found");
        api.post(path, NOOP, key).refuses(404, "Project not found");
        api.post("/1.0/projects", "{\"name\": \"" + project + "\"}")
                .refuses(409, "Project \"" + project + "\" is being deleted");
        assertThat(rows()).isEqualTo(2);

        api.delete(url).hasStatus(200);

        assertThat(rows()).isZero();
        api.project(project);
        assertThat(api.get("/1.0/operations?history=true&project=" + project).metadata())
                .isEmpty();
    }

    /** A deletion that comes late, when another has been through and the project has been made anew. */
    @Test
    void sparesWhatHasBeenMadeSince() {
        var first = projects.markDeleted(project).orElseThrow();
        assertThat(delete()).isTrue();
        create();
        var ended = schedule(Crowd.doing(_ -> {})).orElseThrow();
        Crowd.end(operations, ended.id());

        history.delete(project);

        assertThat(projects.delete(first)).isFalse();
        assertThat(rows()).isEqualTo(2);
        projects.markDeleted(project);
        assertThat(projects.delete(first)).isFalse();
        assertThat(delete()).isTrue();
    }

    @Test
    void refusesTheDefaultProjectEvenInTheDatabase() {
        assertThatExceptionOfType(OperationException.Forbidden.class)
                .isThrownBy(() -> operations.deleteProject("default"));
        assertThatExceptionOfType(DataIntegrityViolationException.class)
                .isThrownBy(() -> projects.markDeleted("default"));
    }
}
