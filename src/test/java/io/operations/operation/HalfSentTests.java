package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.ServiceTest;
import io.operations.fault.Proxy;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/**
 * Rows Q, B7 and S4: the machine of a member is gone in the middle of a statement, and PostgreSQL waits for the rest of it. The
 * connection looks alive, since a proxy stands for a network that says nothing. Members end it, and its locks with it.
 */
@ServiceTest
@TestPropertySource(properties = "operations.member.heartbeat-interval=1s")
class HalfSentTests {

    private static final Duration SECONDS = Duration.ofSeconds(25);
    private static final String REST = "x".repeat(1_000_000);

    private final OperationService operations;
    private final JdbcClient jdbc;
    private final Environment environment;
    private Proxy proxy;
    private Connection gone;

    HalfSentTests(OperationService operations, JdbcClient jdbc, Environment environment) {
        this.operations = operations;
        this.jdbc = jdbc;
        this.environment = environment;
    }

    private String property(String name) {
        return environment.getProperty("spring.datasource." + name, "");
    }

    @BeforeEach
    void connect() throws SQLException {
        var server = URI.create(property("url").substring("jdbc:".length()));
        proxy = new Proxy(server.getPort());
        gone = DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + proxy.port() + server.getPath() + "?ApplicationName=operation-service",
                property("username"),
                property("password"));
        gone.setAutoCommit(false);
    }

    @AfterEach
    void close() throws SQLException {
        proxy.close();
        gone.abort(Runnable::run);
    }

    /** Takes what a statement takes, and then says half of another one. */
    private void halfSend(String sql) throws SQLException {
        try (var statement = gone.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isEqualTo(1);
        }
        proxy.haltAfter(100_000);
        Thread.ofVirtual().name("half-sent").start(() -> {
            try (var statement = gone.prepareStatement("SELECT length(?)")) {
                statement.setString(1, REST);
                statement.execute();
            } catch (SQLException e) {
                assertThat(e.getMessage()).as("the end of it").isNotNull();
            }
        });
        await().until(() -> jdbc.sql("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                + " AND state = 'active' AND wait_event = 'ClientRead'")
                        .query(Integer.class)
                        .single()
                == 1);
    }

    @Test
    void isAnsweredForTheSameIdempotencyKeyWithinSeconds() throws SQLException {
        var key = new IdempotencyKey("somebody", UUID.randomUUID().toString(), "00");
        halfSend("INSERT INTO idempotency_key (project, caller, key, fingerprint, operation_id, created_at)"
                + " VALUES ('default', 'somebody', '" + key.key() + "', '', gen_random_uuid(), now())");

        await().atMost(SECONDS)
                .ignoreException(OperationException.Unavailable.class)
                .until(() -> operations
                                .scheduleUserOperationFromRequest(Crowd.args(), SOMEBODY, key)
                                .id()
                                .version()
                        == 7);
    }

    /** As a survivor does that ends what a lost member had. */
    @Test
    void doesNotKeepARowFromThoseThatTakeOver() throws SQLException {
        var waiting = operations.scheduleUserOperationFromRequest(
                Crowd.doing(_ -> Thread.currentThread().join()), SOMEBODY);
        halfSend("UPDATE active_operation SET priority = 0 WHERE id = '" + waiting.id() + "'");
        waiting.cancel();

        assertThat(Crowd.end(operations, waiting.id()).status()).isEqualTo("Cancelled");
    }
}
