package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.ServiceTest;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Rows Q and B8: somebody holds a lock that inserts need. Their callers hear of it soon, and nothing of them is left. */
@ServiceTest
class LateInsertTests {

    private final Api api;
    private final OperationService operations;
    private final LocalOperations local;
    private final Slots slots;
    private final DriverManagerDataSource aside;

    LateInsertTests(
            @LocalServerPort int port,
            OperationService operations,
            LocalOperations local,
            Slots slots,
            Environment environment) {
        this.api = Api.on(port);
        this.operations = operations;
        this.local = local;
        this.slots = slots;
        this.aside = new DriverManagerDataSource(
                environment.getRequiredProperty("spring.datasource.url"),
                environment.getProperty("spring.datasource.username", ""),
                environment.getProperty("spring.datasource.password", ""));
    }

    @Test
    void areRefusedWhileTheirKeyIsLockedAndAcceptedAfterwards() throws SQLException {
        var key = new IdempotencyKey("somebody", UUID.randomUUID().toString(), "00");
        try (var holder = aside.getConnection();
                var statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute(
                    "INSERT INTO idempotency_key (project, caller, key, fingerprint, operation_id, created_at)"
                            + " VALUES ('default', 'somebody', '" + key.key() + "', '', gen_random_uuid(), now())");

            assertThatThrownBy(() -> operations.scheduleUserOperationFromRequest(Crowd.args(), SOMEBODY, key))
                    .isInstanceOf(OperationException.Unavailable.class)
                    .hasMessage("Database is not available");

            assertThat(local.all()).isEmpty();
            assertThat(slots.used()).isZero();
            holder.rollback();
        }
        var accepted = operations.scheduleUserOperationFromRequest(Crowd.args(), SOMEBODY, key);
        assertThat(Crowd.end(operations, accepted.id()).status()).isEqualTo("Success");
    }

    /** As {@code VACUUM FULL} or {@code ALTER TABLE} keep it. The server ends what waits, so connections do not pile up. */
    @Test
    void leaveNothingBehindWhileATableIsLocked() throws SQLException {
        try (var holder = aside.getConnection();
                var statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("LOCK TABLE active_operation IN ACCESS EXCLUSIVE MODE");

            assertThat(api.get("/1.0/operations").status()).isEqualTo(503);
            assertThat(api.schedule(Bodies.NOOP).status()).isEqualTo(503);

            holder.rollback();
        }
        await().untilAsserted(() -> assertThat(local.all()).isEmpty());
        assertThat(slots.used()).isZero();
        api.schedule(Bodies.NOOP).hasStatus(202);
    }
}
