package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.operations.ServiceTest;
import io.operations.TestClock;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** How long operations are kept, and what goes with them. */
@ServiceTest
@TestPropertySource(properties = "operations.retention.history=2h")
class RetentionTests {

    private static final Duration HISTORY = Duration.ofHours(2);

    private final OperationService operations;
    private final Partitions partitions;
    private final JdbcClient jdbc;
    private final DataSource database;
    private final TestClock clock;

    RetentionTests(
            OperationService operations, Partitions partitions, JdbcClient jdbc, DataSource database, TestClock clock) {
        this.operations = operations;
        this.partitions = partitions;
        this.jdbc = jdbc;
        this.database = database;
        this.clock = clock;
    }

    @Test
    void dropsWhatIsExpiredAndKeepsWhatIsFresh() {
        var old = ended();
        clock.advance(HISTORY.plusMinutes(30));
        var fresh = ended();

        prune();

        assertThat(count("final_operation", old)).isZero();
        assertThat(count("final_operation", fresh)).isEqualTo(1);
        assertThatExceptionOfType(OperationException.NotFound.class).isThrownBy(() -> operations.find(old));
        assertThat(ends()).noneMatch(it -> it.isBefore(clock.instant().minus(HISTORY)));
    }

    @Test
    void hidesWhatIsExpiredBeforeItIsDropped() {
        var old = ended();
        clock.advance(HISTORY.plusSeconds(1));

        // An operation is live for a moment after its waiters were woken.
        await().untilAsserted(() ->
                assertThatExceptionOfType(OperationException.NotFound.class).isThrownBy(() -> operations.find(old)));
    }

    @Test
    void makesPartitionsAhead() {
        prune();

        assertThat(ends().getLast()).isAfter(clock.instant().plus(Duration.ofMinutes(10)));
    }

    @Test
    void endsWhatEndsBeyondAllPartitions() {
        var gate = new CountDownLatch(1);
        var operation = operations.scheduleUserOperationFromRequest(Crowd.doing(_ -> gate.await()), SOMEBODY);
        clock.advance(Duration.ofDays(3_000));
        gate.countDown();

        assertThat(Crowd.end(operations, operation.id()).status()).isEqualTo("Success");
        assertThat(ends()).hasSizeLessThan(100);
    }

    @Test
    void endsWhatNobodyRunsBeyondAllPartitions() {
        var token = operations.scheduleUserOperationFromRequest(
                OperationArgs.of(operations.type("token")).inProject("default"), SOMEBODY);
        clock.advance(HISTORY.multipliedBy(10));

        operations.cancel(token.id(), SOMEBODY);

        assertThat(operations.find(token.id()).status()).isEqualTo("Cancelled");
    }

    @Test
    void neverPrunesWhatHasNotEnded() {
        var gate = new CountDownLatch(1);
        var key = new IdempotencyKey("somebody", "unfinished", "00");
        var operation = operations.scheduleUserOperationFromRequest(Crowd.doing(_ -> gate.await()), SOMEBODY, key);
        clock.advance(HISTORY.multipliedBy(10));

        prune();

        assertThat(operations.find(operation.id()).status()).isEqualTo("Running");
        assertThat(keys("unfinished")).isEqualTo(1);
        gate.countDown();
        assertThat(Crowd.end(operations, operation.id()).status()).isEqualTo("Success");
    }

    @Test
    void forgetsIdempotencyKeysWithTheirOperations() {
        var key = new IdempotencyKey("somebody", "expiring", "00");
        var first = operations.scheduleUserOperationFromRequest(Crowd.args(), SOMEBODY, key);
        Crowd.end(operations, first.id());
        prune();
        assertThat(keys("expiring")).isEqualTo(1);
        clock.advance(HISTORY.plusMinutes(30));

        prune();

        assertThat(keys("expiring")).isZero();
        var second = operations.scheduleUserOperationFromRequest(Crowd.args(), SOMEBODY, key);
        assertThat(second.id()).isNotEqualTo(first.id());
        Crowd.end(operations, second.id());
    }

    @Test
    void givesAKeyToANewOperationOnceTheOldOneIsForgotten() {
        var key = new IdempotencyKey("somebody", "forgotten", "00");
        var first = operations.scheduleUserOperationFromRequest(Crowd.args(), SOMEBODY, key);
        Crowd.end(operations, first.id());
        clock.advance(HISTORY.plusSeconds(1));

        var second = operations.scheduleUserOperationFromRequest(Crowd.args(), SOMEBODY, key);

        assertThat(second.id()).isNotEqualTo(first.id());
        Crowd.end(operations, second.id());
    }

    @Test
    void runsOneOfTwoConcurrentPrunings() throws SQLException {
        // Pruning waits for this lock, so the first is under way until it is released.
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT pg_advisory_xact_lock(hashtext('final_operation partitions'))");
            var first = operations.pruneExpiredOperations();

            assertThatExceptionOfType(OperationException.Conflict.class)
                    .isThrownBy(operations::pruneExpiredOperations)
                    .withMessageContaining("already running");

            connection.rollback();
            assertThat(Crowd.end(operations, first.id()).status()).isEqualTo("Success");
        }
    }

    @Test
    void leavesAPartitionThatSomebodyReadsForTheNextTime() throws SQLException {
        var old = ended();
        clock.advance(HISTORY.plusMinutes(30));
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT count(*) FROM final_operation");
            prune();
            assertThat(count("final_operation", old)).isEqualTo(1);
            connection.rollback();
        }

        prune();

        assertThat(count("final_operation", old)).isZero();
    }

    @Test
    void makesTheSamePartitionsOnceHoweverManyMembersDo() throws Exception {
        clock.advance(HISTORY);

        Crowd.atOnce(6, _ -> {
            partitions.makeAhead();
            return true;
        });

        assertThat(ends()).doesNotHaveDuplicates().isNotEmpty();
    }

    private UUID ended() {
        var id = operations
                .scheduleUserOperationFromRequest(Crowd.args(), SOMEBODY)
                .id();
        assertThat(Crowd.end(operations, id).status()).isEqualTo("Success");
        return id;
    }

    private void prune() {
        assertThat(Crowd.end(operations, operations.pruneExpiredOperations().id())
                        .err())
                .isEmpty();
    }

    private long count(String table, UUID id) {
        return jdbc.sql("SELECT count(*) FROM " + table + " WHERE id = :id")
                .param("id", id)
                .query(Long.class)
                .single();
    }

    private long keys(String key) {
        return jdbc.sql("SELECT count(*) FROM idempotency_key WHERE key = :key")
                .param("key", key)
                .query(Long.class)
                .single();
    }

    /** Where the partitions end, oldest first. */
    private List<Instant> ends() {
        return jdbc.sql("""
                        SELECT CAST(substring(pg_get_expr(relpartbound, oid) FROM 'TO \\(''([^'']+)''\\)') AS timestamptz)
                          FROM pg_class WHERE relispartition AND relkind = 'r' ORDER BY 1""")
                .query((row, _) -> row.getObject(1, OffsetDateTime.class).toInstant())
                .list();
    }
}
