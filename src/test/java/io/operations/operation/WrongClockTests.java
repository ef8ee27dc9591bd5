package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;

import io.operations.ServiceTest;
import io.operations.TestClock;
import io.operations.operation.Rows.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/**
 * Rows O, B3 and B4: a member of the release before, whose clock was wrong, has left partitions for another time and none for now.
 * Everything ends all the same, and the history becomes what it should be.
 */
@ServiceTest
@TestPropertySource(properties = {"operations.retention.history=2h", "operations.retention.prune-interval=10h"})
class WrongClockTests {

    private static final Duration HISTORY = Duration.ofHours(2);

    private final OperationService operations;
    private final Housekeeping housekeeping;
    private final Partitions partitions;
    private final JdbcClient jdbc;
    private final TestClock clock;
    private final Rows rows;

    WrongClockTests(
            OperationService operations,
            Housekeeping housekeeping,
            Partitions partitions,
            JdbcClient jdbc,
            TestClock clock) {
        this.operations = operations;
        this.housekeeping = housekeeping;
        this.partitions = partitions;
        this.jdbc = jdbc;
        this.clock = clock;
        this.rows = new Rows(jdbc);
    }

    @BeforeEach
    void dropAll() {
        jdbc.sql(
                        "SELECT CAST(inhrelid AS regclass) FROM pg_inherits WHERE inhparent = CAST('final_operation' AS regclass)")
                .query(String.class)
                .list()
                .forEach(it -> jdbc.sql("DROP TABLE " + it).update());
    }

    @Test
    void startsOnADatabaseThatHasPartitionsOfTheFutureOnly() {
        partition("final_operation_20990101_0000", after(Duration.ofDays(2)), after(Duration.ofDays(3)));

        housekeeping.stop();
        housekeeping.start();

        assertThat(end()).isEqualTo("Success");
    }

    @Test
    void endsWhatEndsBeforeHousekeepingHasLooked() {
        partition("final_operation_first_1", null, after(HISTORY.negated()));
        partition("final_operation_20990101_0000", after(Duration.ofDays(2)), after(Duration.ofDays(3)));

        assertThat(end()).isEqualTo("Success");
        assertThat(partitions.ends()).hasSizeLessThan(10);
    }

    @Test
    void endsWhatNobodyRunsBeforeHousekeepingHasLooked() {
        partition("final_operation_20990101_0000", after(Duration.ofDays(2)), after(Duration.ofDays(3)));
        var token = operations.scheduleUserOperationFromRequest(
                OperationArgs.of(operations.type("token")).inProject("default"), SOMEBODY);

        operations.cancel(token.id(), SOMEBODY);

        assertThat(operations.find(token.id()).status()).isEqualTo("Cancelled");
    }

    @Test
    void endsWhatEndsBetweenPartitions() {
        partition("final_operation_first_1", null, after(Duration.ofMinutes(-1)));
        partition("final_operation_20990101_0000", after(Duration.ofMinutes(1)), after(Duration.ofDays(3)));

        assertThat(end()).isEqualTo("Success");
    }

    @Test
    void endsWhatIsOlderThanEveryPartition() {
        partition("final_operation_20990101_0000", after(Duration.ofMinutes(-2)), after(Duration.ofDays(3)));
        partitions.makeFor(List.of(after(Duration.ofDays(-3))));

        assertThat(partitions.ends()).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void endsWhatAMemberAcceptedWhoseClockWasAhead() {
        partitions.makeAhead();
        var left = rows.insert(Row.ofOwner(UUID.randomUUID(), after(Duration.ofDays(40))));
        var waiter = operations.await(left);

        housekeeping.stop();
        housekeeping.start();

        assertThat(waiter).succeedsWithin(Crowd.LONG).returns("Failure", OperationView::status);
        assertThat(end()).isEqualTo("Success");
    }

    /** Its partition is so wide that it will not be dropped for weeks. */
    @Test
    void forgetsWhatIsExpiredInAPartitionThatReachesIntoTheFuture() {
        partition("final_operation_20200101_0000", after(Duration.ofDays(-3)), after(Duration.ofDays(40)));
        var old = ended(after(HISTORY.plusMinutes(1).negated()));
        var fresh = ended(after(HISTORY.minusMinutes(1).negated()));

        prune();

        assertThat(isKept(old)).isFalse();
        assertThat(isKept(fresh)).isTrue();
    }

    @Test
    void takesWhatEndedInTheFutureForEndedNow() {
        partition("final_operation_20200101_0000", after(Duration.ofDays(-3)), after(Duration.ofDays(40)));
        var ahead = ended(after(Duration.ofDays(30)));

        prune();

        assertThat(jdbc.sql("SELECT finished_at <= now() FROM final_operation WHERE id = :id")
                        .param("id", ahead)
                        .query(Boolean.class)
                        .single())
                .isTrue();
        assertThat(operations.find(ahead).status()).isEqualTo("Success");
    }

    @Test
    void neverDropsWhatReachesIntoTheHistory() {
        partition("final_operation_first_1", null, after(HISTORY.minusMinutes(2).negated()));
        var old = ended(after(HISTORY.minusMinutes(1).negated()));

        prune();

        assertThat(isKept(old)).isTrue();
    }

    private Instant after(Duration time) {
        return clock.instant().truncatedTo(ChronoUnit.MINUTES).plus(time);
    }

    private void partition(String name, @Nullable Instant since, Instant until) {
        var from = since == null ? "MINVALUE" : "'" + since + "'";
        jdbc.sql("CREATE TABLE " + name + " PARTITION OF final_operation FOR VALUES FROM (" + from + ") TO ('" + until
                        + "')")
                .update();
    }

    private String end() {
        var operation = operations.scheduleUserOperationFromRequest(Crowd.args(), SOMEBODY);
        return Crowd.end(operations, operation.id()).status();
    }

    private UUID ended(Instant time) {
        var id = Ids.next(clock.instant().minus(Duration.ofDays(1)));
        jdbc.sql("""
                        INSERT INTO final_operation (
                               id, project, type, class, entity_url, resources, created_at, finished_at, status_code, error,
                               error_code, metadata, location, attempt)
                        VALUES (:id, 'default', 'noop', 1, '/1.0', '{}', :created, :finished, 200, '', 0, '{}', 'here', 1)""")
                .param("id", id)
                .param("created", Columns.at(Ids.time(id)))
                .param("finished", Columns.at(time))
                .update();
        return id;
    }

    private void prune() {
        assertThat(Crowd.end(operations, operations.pruneExpiredOperations().id())
                        .err())
                .isEmpty();
    }

    private boolean isKept(UUID id) {
        return jdbc.sql("SELECT EXISTS (SELECT FROM final_operation WHERE id = :id)")
                .param("id", id)
                .query(Boolean.class)
                .single();
    }
}
