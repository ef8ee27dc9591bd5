package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.RuleHooks;
import io.operations.RulesTest;
import io.operations.TestClock;
import io.operations.event.EventHub;
import io.operations.operation.Rows.Row;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Row S5: a durable family that is being cancelled when its member goes. Its children that must run are run by whoever goes on
 * with it, and the others are cancelled (contract §1.5).
 */
@RulesTest
class MustRunTakeOverTests {

    private final Synchronizer synchronizer;
    private final OperationService operations;
    private final CancelRequests requests;
    private final Dispatcher dispatcher;
    private final Expiry expiry;
    private final LocalOperations local;
    private final EventHub hub;
    private final TestClock clock;
    private final Rows rows;
    private final JdbcClient jdbc;

    MustRunTakeOverTests(
            Synchronizer synchronizer,
            OperationService operations,
            CancelRequests requests,
            Dispatcher dispatcher,
            Expiry expiry,
            LocalOperations local,
            EventHub hub,
            TestClock clock,
            JdbcClient jdbc) {
        this.synchronizer = synchronizer;
        this.operations = operations;
        this.requests = requests;
        this.dispatcher = dispatcher;
        this.expiry = expiry;
        this.local = local;
        this.hub = hub;
        this.clock = clock;
        this.rows = new Rows(jdbc);
        this.jdbc = jdbc;
    }

    @AfterEach
    void forget() {
        rows.forgetWhenQuiet(local);
    }

    /** A family of a member that is gone. */
    private record Left(UUID parent, UUID ended, UUID running, UUID waiting, UUID mustRun) {}

    private Left left(int status) {
        var of = Row.ofOwner(UUID.randomUUID(), ago(1)).withClass(4);
        var parent = rows.insert(of.withChildren(4).withStatus(status));
        var left = new Left(
                parent,
                rows.insert(of.childOf(parent).withStatus(200)),
                rows.insert(of.childOf(parent)),
                rows.insert(of.childOf(parent).withStatus(105)),
                rows.insert(of.childOf(parent).withStatus(105)));
        jdbc.sql("UPDATE active_operation SET stage = 1 WHERE id = :id")
                .param("id", left.waiting())
                .update();
        jdbc.sql("UPDATE active_operation SET stage = 2, type = :type WHERE id = :id")
                .param("id", left.mustRun())
                .param("type", RuleHooks.MUST.name())
                .update();
        return left;
    }

    private Instant ago(int seconds) {
        return clock.instant().minusSeconds(seconds);
    }

    private String end(UUID id) {
        var end = Crowd.end(operations, id);
        return end.status() + " " + end.err();
    }

    private void assertMustRunHasRun(Left left) {
        assertThat(end(left.mustRun())).isEqualTo("Success ");
        assertThat(end(left.parent())).isEqualTo("Cancelled context canceled");
        assertThat(end(left.ended())).isEqualTo("Success ");
        assertThat(end(left.running())).isEqualTo("Cancelled context canceled");
        assertThat(end(left.waiting())).isEqualTo("Cancelled context canceled");
    }

    @ParameterizedTest
    @ValueSource(ints = {103, 104})
    void runsWhatMustRun(int status) {
        var left = left(status);
        if (status == 103) requestCancel(left.parent());
        try (var heard = new Events(hub)) {
            synchronizer.synchronize();

            assertMustRunHasRun(left);
            await().until(() -> heard.hasEnd(left.parent()));
            assertThat(heard.of(left.mustRun())).extracting(Events.Told::status).contains("Success");
            assertThat(heard.of(left.running()).stream().filter(Events.Told::isFinal))
                    .hasSize(1);
        }
    }

    private void requestCancel(UUID id) {
        jdbc.sql("UPDATE active_operation SET cancel_requested_at = now() WHERE id = :id")
                .param("id", id)
                .update();
    }

    @Test
    void endsAFamilyWithoutSuchChildrenAsAWhole() {
        var left = left(104);
        jdbc.sql("UPDATE active_operation SET type = :type WHERE id = :id")
                .param("id", left.mustRun())
                .param("type", RuleHooks.STEP.name())
                .update();

        synchronizer.synchronize();

        assertThat(end(left.parent())).isEqualTo("Cancelled context canceled");
        assertThat(end(left.mustRun())).isEqualTo("Cancelled context canceled");
        assertThat(rows.text(left.parent())).contains("\"attempt\": 1");
    }

    /** Its member has left, and nobody has claimed it yet. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void runsWhatMustRunOfAFamilyThatWaits(boolean asked) {
        dispatcher.stop();
        var left = left(103);
        jdbc.sql("""
                        UPDATE active_operation SET owner = NULL, status_code = 105
                         WHERE (id = :id OR parent = :id) AND status_code < 200""").param("id", left.parent()).update();
        if (asked) {
            requestCancel(left.parent());
            requests.lookForMissed();
        } else {
            operations.cancel(left.parent(), Crowd.SOMEBODY);
        }
        dispatcher.start();
        dispatcher.queued();

        assertMustRunHasRun(left);
    }

    /** Its time runs out while it waits to be claimed: its children that must run are run, and it has timed out. */
    @Test
    void runsWhatMustRunOfAFamilyThatWaitsBeyondItsDeadline() {
        dispatcher.stop();
        var left = left(103);
        jdbc.sql("""
                        UPDATE active_operation
                           SET owner = NULL, status_code = 105, timeout_ms = 1000,
                               deadline = CASE WHEN parent IS NULL THEN CAST(:deadline AS timestamptz) END
                         WHERE (id = :id OR parent = :id) AND status_code < 200""")
                .param("id", left.parent())
                .param("deadline", Timestamp.from(ago(1)))
                .update();
        expiry.expire();
        dispatcher.start();
        dispatcher.queued();

        assertThat(end(left.parent())).isEqualTo("Failure Operation timed out");
        assertThat(end(left.mustRun())).isEqualTo("Success ");
        assertThat(end(left.running())).isEqualTo("Cancelled context canceled");
        assertThat(end(left.waiting())).isEqualTo("Cancelled context canceled");
    }
}
