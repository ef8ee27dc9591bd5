package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.operations.RulesTest;
import io.operations.TestClock;
import io.operations.operation.Rows.Row;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Row P: a DELETE that was accepted comes true, also if the member that runs the operation cannot act on it: who gets the operation
 * cancels it, and does not run it. What cannot be recorded is not accepted.
 */
@RulesTest
class CancelOfSilentOwnerTests {

    private static final String CANCELLED = "Cancelled context canceled";

    private final OperationService operations;
    private final Synchronizer synchronizer;
    private final CancelRequests requests;
    private final Dispatcher dispatcher;
    private final DataSource database;
    private final TestClock clock;
    private final Rows rows;
    private final JdbcClient jdbc;
    private UUID owner;
    private UUID id;

    CancelOfSilentOwnerTests(
            OperationService operations,
            Synchronizer synchronizer,
            CancelRequests requests,
            Dispatcher dispatcher,
            DataSource database,
            TestClock clock,
            JdbcClient jdbc) {
        this.operations = operations;
        this.synchronizer = synchronizer;
        this.requests = requests;
        this.dispatcher = dispatcher;
        this.database = database;
        this.clock = clock;
        this.rows = new Rows(jdbc);
        this.jdbc = jdbc;
    }

    @BeforeEach
    void runElsewhere() {
        owner = rows.member();
        id = rows.insert(Row.ofOwner(owner, clock.instant()).withClass(4));
    }

    @AfterEach
    void forget() {
        rows.forgetElsewhere();
    }

    private String end() {
        var end = Crowd.end(operations, id);
        return end.status() + " " + end.err();
    }

    private boolean isRequested() {
        return !rows.text(id).contains("\"cancel_requested_at\": null");
    }

    private void giveUpOwner() {
        jdbc.sql("UPDATE member SET offline_at = now() WHERE incarnation = :owner")
                .param("owner", owner)
                .update();
    }

    @Test
    void isCancelledByWhoTakesItOver() {
        operations.cancel(id, SOMEBODY);
        assertThat(isRequested()).isTrue();

        giveUpOwner();
        synchronizer.synchronize();

        assertThat(end()).isEqualTo(CANCELLED);
        assertThat(rows.text(id)).contains("\"attempt\": 1");
    }

    /** Its owner leaves, or its attempt fails, before it hears of the request. */
    @Test
    void isCancelledWhenItWaitsAgain() {
        operations.cancel(id, SOMEBODY);

        rows.release(id);
        dispatcher.queued();
        dispatcher.betweenClaims(requests::lookForMissed);

        assertThat(end()).isEqualTo(CANCELLED);
        assertThat(rows.text(id)).contains("\"attempt\": 1");
    }

    @Test
    void isNotAcceptedWhileItCannotBeRecorded() throws SQLException {
        try (var connection = database.getConnection()) {
            connection.setAutoCommit(false);
            connection
                    .createStatement()
                    .execute("SET LOCAL idle_in_transaction_session_timeout = 0; LOCK TABLE active_operation");

            assertThatThrownBy(() -> operations.cancel(id, SOMEBODY)).isInstanceOf(RuntimeException.class);

            connection.rollback();
        }
        assertThat(isRequested()).isFalse();
        operations.cancel(id, SOMEBODY);
        assertThat(isRequested()).isTrue();
    }
}
