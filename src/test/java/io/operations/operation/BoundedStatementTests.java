package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.RuleHooks;
import io.operations.RulesTest;
import io.operations.TestClock;
import io.operations.operation.Rows.Row;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/**
 * Rows S1, S2 and S3: what a member left behind, a wide family, old keys and the history of a project may be more than one
 * statement can write in its time. Here a trigger refuses every statement that writes more than {@value #LIMIT} rows.
 */
@RulesTest
@TestPropertySource(properties = "operations.member.name=bounded")
class BoundedStatementTests {

    private static final int LIMIT = 1_100;
    private static final int MANY = 3_300;

    private final Synchronizer synchronizer;
    private final OperationService operations;
    private final IdempotencyKeyRepository keys;
    private final ProjectHistoryRepository history;
    private final Expiry expiry;
    private final LocalOperations local;
    private final TestClock clock;
    private final Rows rows;
    private final JdbcClient jdbc;

    BoundedStatementTests(
            Synchronizer synchronizer,
            OperationService operations,
            IdempotencyKeyRepository keys,
            ProjectHistoryRepository history,
            Expiry expiry,
            LocalOperations local,
            TestClock clock,
            JdbcClient jdbc) {
        this.synchronizer = synchronizer;
        this.operations = operations;
        this.keys = keys;
        this.history = history;
        this.expiry = expiry;
        this.local = local;
        this.clock = clock;
        this.rows = new Rows(jdbc);
        this.jdbc = jdbc;
    }

    /** Of rows that leave or enter a table, or change in it. */
    @BeforeEach
    void limit() {
        jdbc.sql("""
                        CREATE FUNCTION refuse_many() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                        IF (SELECT count(*) FROM written) > %d THEN
                            RAISE 'too many rows in one statement' USING ERRCODE = 'query_canceled';
                        END IF;
                        RETURN NULL; END $$""".formatted(LIMIT)).update();
        for (var table : List.of("active_operation", "idempotency_key")) {
            limit(table, "DELETE", "OLD");
            limit(table, "UPDATE", "NEW");
        }
    }

    private void limit(String table, String event, String which) {
        jdbc.sql(
                        "CREATE TRIGGER limit_%2$s AFTER %2$s ON %1$s REFERENCING %3$s TABLE AS written EXECUTE FUNCTION refuse_many()"
                                .formatted(table, event, which))
                .update();
    }

    @AfterEach
    void forget() {
        jdbc.sql("DROP FUNCTION refuse_many() CASCADE").update();
        rows.forgetElsewhere();
        await().untilAsserted(() -> assertThat(local.all()).isEmpty());
    }

    private int active() {
        return jdbc.sql("SELECT count(*) FROM active_operation")
                .query(Integer.class)
                .single();
    }

    private int ended(int status) {
        return jdbc.sql("SELECT count(*) FROM final_operation WHERE location = 'elsewhere' AND status_code = :status")
                .param("status", status)
                .query(Integer.class)
                .single();
    }

    private Row ofTheDead() {
        return Row.ofOwner(UUID.randomUUID(), clock.instant().minusSeconds(1));
    }

    /** So many rows like this one, without its reference. */
    private void copy(UUID id, int number) {
        jdbc.sql("""
                        INSERT INTO active_operation (
                               id, project, type, class, entity_url, resources, inputs, created_at, updated_at, status_code,
                               metadata, owner, location, attempt, parent, child_count, deadline, error, error_code)
                        SELECT gen_random_uuid(), project, type, class, entity_url, resources, inputs, created_at, updated_at,
                               status_code, metadata, owner, location, attempt, parent, child_count, deadline, error, error_code
                          FROM active_operation CROSS JOIN generate_series(1, :number) WHERE id = :id""").param("id", id).param("number", number).update();
    }

    @Test
    void endsAllThatAMemberLeftBehind() {
        copy(rows.insert(ofTheDead()), MANY - 1);

        synchronizer.synchronize();

        assertThat(active()).isZero();
        assertThat(ended(400)).isEqualTo(MANY);
    }

    @Test
    void endsWideFamiliesThatAMemberLeftBehind() {
        for (var family = 0; family < 2; family++) {
            var parent = rows.insert(ofTheDead().withChildren(MANY));
            copy(rows.insert(ofTheDead().childOf(parent)), MANY - 1);
        }

        synchronizer.synchronize();

        assertThat(active()).isZero();
        assertThat(ended(400)).isEqualTo(2 * MANY + 2);
    }

    @Test
    void endsManyThatHaveExpired() {
        copy(
                rows.insert(Row.token(
                        clock.instant().minusSeconds(1), clock.instant().minusSeconds(10))),
                MANY - 1);

        expiry.expire();

        assertThat(active()).isZero();
        assertThat(ended(401)).isEqualTo(MANY);
    }

    /** Meanwhile other operations end too. */
    @Test
    void endsAWideFamilyOfThisMember() {
        var gate = UUID.randomUUID().toString();
        var last = Subject.Kind.TASK
                .args(new Subject.Kind.Script(gate, false, false), false)
                .inStage(1);
        var children = IntStream.range(0, MANY)
                .mapToObj(i -> i == 0
                        ? last
                        : OperationArgs.of(RuleHooks.STEP).inProject("default").inStage(0))
                .toList();
        var family = operations.scheduleUserOperationFromRequest(
                OperationArgs.of(RuleHooks.BULK).inProject("default").withChildren(children), SOMEBODY);
        RuleHooks.awaitArrival(gate);

        RuleHooks.open(gate);

        assertThat(Crowd.end(operations, family.id()).status()).isEqualTo("Success");
        assertThat(active()).isZero();
        assertThat(jdbc.sql("SELECT count(DISTINCT finished_at) FROM final_operation WHERE id = :id OR parent = :id")
                        .param("id", family.id())
                        .query(Integer.class)
                        .single())
                .as("kept, and forgotten, together")
                .isEqualTo(1);
    }

    @Test
    void prunesManyKeys() {
        jdbc.sql("""
                        INSERT INTO idempotency_key
                        SELECT 'default', 'somebody', n, '', gen_random_uuid(), now() - INTERVAL '9 days'
                          FROM generate_series(1, :number) n""").param("number", MANY).update();
        var held = rows.insert(ofTheDead());
        jdbc.sql(
                        "INSERT INTO idempotency_key VALUES ('default', 'somebody', 'held', '', :id, now() - INTERVAL '9 days')")
                .param("id", held)
                .update();
        clock.advance(Duration.ofDays(1));

        assertThat(keys.prune()).isEqualTo(MANY);

        assertThat(jdbc.sql("SELECT key FROM idempotency_key")
                        .query(String.class)
                        .list())
                .containsExactly("held");
        jdbc.sql("DELETE FROM idempotency_key").update();
    }

    @Test
    void forgetsAllOfAProject() {
        var project = rows.project();
        copy(rows.insert(ofTheDead()), MANY - 1);
        jdbc.sql("UPDATE project SET being_deleted = true WHERE name = :name")
                .param("name", project)
                .update();
        synchronizer.synchronize();
        jdbc.sql("UPDATE final_operation SET project = :project WHERE location = 'elsewhere'")
                .param("project", project)
                .update();
        jdbc.sql("""
                        INSERT INTO idempotency_key
                        SELECT :project, 'somebody', n, '', gen_random_uuid(), now() FROM generate_series(1, :number) n""").param("project", project).param("number", MANY).update();

        history.delete(project);
        keys.deleteOfProject(project);

        for (var table : List.of("final_operation", "idempotency_key")) {
            assertThat(jdbc.sql("SELECT count(*) FROM " + table + " WHERE project = :project")
                            .param("project", project)
                            .query(Integer.class)
                            .single())
                    .isZero();
        }
    }
}
