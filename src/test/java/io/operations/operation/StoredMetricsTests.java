package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.operations.ServiceTest;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/** What only PostgreSQL knows, as the meters have it: here as of an hour, or days, from now. */
@ServiceTest
class StoredMetricsTests {

    private static final Duration AHEAD = Duration.ofHours(1);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final QueueRepository queue;
    private final OperationSettings settings;
    private final Clock clock;
    private final JdbcClient jdbc;
    private final PlatformTransactionManager transactions;
    private final Queue rows;

    StoredMetricsTests(
            QueueRepository queue,
            OperationSettings settings,
            Clock clock,
            JdbcClient jdbc,
            PlatformTransactionManager transactions) {
        this.queue = queue;
        this.settings = settings;
        this.clock = clock;
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.rows = new Queue(jdbc);
    }

    @AfterEach
    void forget() {
        rows.clear();
    }

    private Partitions partitions(Duration ahead) {
        return new Partitions(jdbc, transactions, Clock.offset(clock, ahead), settings);
    }

    private StoredMetrics metrics(Duration ahead) {
        return new StoredMetrics(queue, partitions(ahead), Clock.offset(clock, ahead), meters);
    }

    private double value(String meter) {
        return meters.get(meter).gauge().value();
    }

    /** So many in a queue of their own, for so long. */
    private void addWaiting(int minutes, String project, int number, int priority) {
        var ids = rows.add(project, number, priority);
        jdbc.sql("UPDATE active_operation SET created_at = :at, updated_at = :at WHERE id = ANY (:ids)")
                .param("at", Columns.at(clock.instant().minus(Duration.ofMinutes(minutes))))
                .param("ids", ids.toArray(UUID[]::new))
                .update();
    }

    @Test
    void tellsOfNothingWhenNothingWaits() {
        partitions(AHEAD).dropExpired();

        metrics(AHEAD).look();

        assertThat(value(StoredMetrics.QUEUED)).isZero();
        assertThat(value(StoredMetrics.QUEUED_AGE)).isZero();
        assertThat(value(StoredMetrics.OVERDUE)).isZero();
        assertThat(value(StoredMetrics.RETENTION_LAG)).isZero();
        assertThat(value(StoredMetrics.RETENTION_OVERDUE)).isZero();
    }

    @Test
    void findsWhatHasWaitedLongestInWhateverQueueItIs() {
        addWaiting(1, "a", 3, 0);
        addWaiting(60, "b", 3, 5);
        addWaiting(1, "c", 3, 0);

        metrics(AHEAD).look();

        assertThat(value(StoredMetrics.QUEUED)).isEqualTo(9);
        assertThat(value(StoredMetrics.QUEUED_AGE)).isBetween(7200.0, 7260.0);
        assertThat(value(StoredMetrics.OVERDUE)).isZero();
    }

    @Test
    void findsALowPriorityBehindAHighOne() {
        addWaiting(1, "a", 2, 9);
        addWaiting(60, "a", 2, 0);
        addWaiting(1, "a", 2, -9);

        metrics(AHEAD).look();

        assertThat(value(StoredMetrics.QUEUED)).isEqualTo(6);
        assertThat(value(StoredMetrics.QUEUED_AGE)).isBetween(7200.0, 7260.0);
    }

    @Test
    void tellsHowLongAgoAnAttemptWasDue() {
        var waiting = rows.add("due", 2, 0);
        rows.delay(waiting.subList(0, 1), clock.instant(), Duration.ofMinutes(20));
        rows.delay(waiting.subList(1, 2), clock.instant(), Duration.ofMinutes(50));

        metrics(AHEAD).look();

        assertThat(value(StoredMetrics.QUEUED)).isEqualTo(2);
        assertThat(value(StoredMetrics.QUEUED_AGE)).isZero();
        assertThat(value(StoredMetrics.OVERDUE)).isBetween(2400.0, 2460.0);
    }

    @Test
    void tellsOfHistoryThatShouldBeGone() {
        var late = settings.retention().history().plus(Duration.ofDays(2));
        jdbc.sql("ANALYZE final_operation").update();

        metrics(late).look();

        assertThat(value(StoredMetrics.RETENTION_LAG))
                .isGreaterThan(Duration.ofHours(40).toSeconds());
        assertThat(value(StoredMetrics.RETENTION_OVERDUE))
                .isEqualTo(jdbc.sql("SELECT count(*) FROM final_operation")
                        .query(Double.class)
                        .single());
    }

    /** Whoever scrapes waits for nothing, and is told that nobody knows. */
    @Test
    void knowsNothingWhileTheDatabaseIsAway() {
        var nowhere = new DriverManagerDataSource("jdbc:postgresql://127.0.0.1:1/none");
        var away = new Partitions(JdbcClient.create(nowhere), new JdbcTransactionManager(nowhere), clock, settings);
        var metrics = new StoredMetrics(queue, away, clock, meters);
        assertThat(value(StoredMetrics.QUEUED)).isNaN();

        metrics.look();

        assertThat(value(StoredMetrics.QUEUED)).isNaN();
        assertThat(value(StoredMetrics.RETENTION_LAG)).isNaN();
    }
}
