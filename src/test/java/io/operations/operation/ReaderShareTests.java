package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.operations.Bodies;
import io.operations.ServiceTest;
import io.operations.TestHooks;
import io.operations.requestor.Visibility;
import java.sql.DriverManager;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Row B14 of the issue: readers who wait for PostgreSQL leave connections to what writes. */
@ServiceTest
class ReaderShareTests {

    private static final int READERS = 40;
    private static final String BLOCKED = """
            SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'""";

    private final OperationService operations;
    private final OperationListing listing;
    private final HikariDataSource pool;
    private final JdbcClient jdbc;

    ReaderShareTests(OperationService operations, OperationListing listing, HikariDataSource pool, JdbcClient jdbc) {
        this.operations = operations;
        this.listing = listing;
        this.pool = pool;
        this.jdbc = jdbc;
    }

    @Test
    void acceptsAndStartsWhileAsManyReadersAsWantToWaitForALock() throws Exception {
        var gate = Bodies.unique();
        var refused = new Semaphore(0);
        try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
            try (var other = DriverManager.getConnection(pool.getJdbcUrl(), pool.getUsername(), pool.getPassword());
                    var statement = other.createStatement()) {
                other.setAutoCommit(false);
                statement.execute("LOCK TABLE final_operation IN ACCESS EXCLUSIVE MODE");
                IntStream.range(0, READERS).forEach(_ -> readers.execute(() -> list(refused)));
                var places = Readers.places(pool.getMaximumPoolSize());
                await().until(() -> blocked() >= places);
                await("those who find no place are told")
                        .atMost(Crowd.LONG)
                        .until(() -> refused.availablePermits() == READERS - places);

                var operation = operations.scheduleUserOperationFromRequest(gated(gate), SOMEBODY);

                assertThat(operation.status()).isEqualTo(OperationStatus.RUNNING);
                assertThat(isStored(operation)).isTrue();
                assertThat(blocked()).as("what still waits").isGreaterThanOrEqualTo(places);
                other.rollback();
            }
        }
        TestHooks.open(gate);
    }

    private boolean isStored(Operation operation) {
        return jdbc.sql("SELECT EXISTS (SELECT FROM active_operation WHERE id = :id AND status_code = 103)")
                .param("id", operation.id())
                .query(Boolean.class)
                .single();
    }

    private long blocked() {
        return jdbc.sql(BLOCKED).query(Long.class).single();
    }

    private static OperationArgs gated(String gate) {
        return OperationArgs.of(TestHooks.GATED).inProject("default").withInputs(Inputs.of(Map.of("gate", gate)));
    }

    private void list(Semaphore refused) {
        try {
            listing.list(new ListQuery(null, Visibility.ALL, 100, null), _ -> true);
        } catch (OperationException.Unavailable e) {
            refused.release();
        }
    }

    @Test
    void leavesConnectionsInPoolsOfEverySize() {
        assertThat(IntStream.of(1, 2, 3, 4, 8, 10, 50).map(Readers::places)).containsExactly(1, 1, 1, 2, 4, 6, 46);
    }

    @Test
    void givesThePlaceBackWhenTheQueryFails() {
        var readers = new Readers(pool);

        for (var i = 0; i < READERS; i++) {
            assertThatThrownBy(() -> readers.read(ReaderShareTests::fail)).isInstanceOf(IllegalStateException.class);
        }

        assertThat(readers.read(() -> "read")).isEqualTo("read");
    }

    private static Object fail() {
        throw new IllegalStateException("A query that fails");
    }
}
