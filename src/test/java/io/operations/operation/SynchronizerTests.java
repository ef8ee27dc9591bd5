package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.operations.RuleHooks;
import io.operations.RulesTest;
import io.operations.TestClock;
import io.operations.event.EventHub;
import io.operations.member.MemberService;
import io.operations.operation.Rows.Row;
import io.operations.operation.Subject.Kind;
import io.operations.operation.Subject.Kind.Script;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Contract §1.9, Synchronize: what is left in PostgreSQL or in memory without the other is brought to agree. */
@RulesTest
class SynchronizerTests {

    private static final String DIED = "Operation exited uncleanly or was unable to report its status";

    private final Synchronizer synchronizer;
    private final OperationService operations;
    private final LocalOperations local;
    private final MemberService member;
    private final EventHub hub;
    private final MeterRegistry meters;
    private final TestClock clock;
    private final Rows rows;
    private final JdbcClient jdbc;

    SynchronizerTests(
            Synchronizer synchronizer,
            OperationService operations,
            LocalOperations local,
            MemberService member,
            EventHub hub,
            MeterRegistry meters,
            TestClock clock,
            JdbcClient jdbc) {
        this.synchronizer = synchronizer;
        this.operations = operations;
        this.local = local;
        this.member = member;
        this.hub = hub;
        this.meters = meters;
        this.clock = clock;
        this.rows = new Rows(jdbc);
        this.jdbc = jdbc;
    }

    @AfterEach
    void forget() {
        rows.forgetWhenQuiet(local);
    }

    private double repairs() {
        return meters.counter(OperationMetrics.REPAIRS).count();
    }

    private Instant ago(int seconds) {
        return clock.instant().minusSeconds(seconds);
    }

    private Row ofTheDead() {
        return Row.ofOwner(UUID.randomUUID(), ago(1));
    }

    private void assertEnd(UUID id, String status, String error) {
        var end = Crowd.end(operations, id);
        assertThat(end.status() + ": " + end.err()).isEqualTo(status + ": " + error);
        assertThat(end.errCode()).isEqualTo(status.equals("Success") ? 0 : 500);
    }

    @Test
    void endsWhatADeadMemberRanAndTellsSoOnce() {
        try (var log = new LogLines();
                var heard = new Events(hub)) {
            var before = repairs();
            var left = Stream.of(103, 104, 105)
                    .flatMap(status -> Stream.of(1, 2)
                            .map(it ->
                                    rows.insert(ofTheDead().withStatus(status).withClass(it))))
                    .toList();
            var waiters = left.stream().map(operations::await).toList();

            synchronizer.synchronize();
            synchronizer.synchronize();

            assertThat(waiters).allSatisfy(it -> assertThat(it).isDone());
            left.forEach(it -> assertEnd(it, "Failure", DIED));
            assertThat(repairs() - before).isEqualTo(left.size());
            await().until(() -> left.stream().allMatch(heard::hasEnd));
            assertThat(left).allSatisfy(it -> {
                assertThat(heard.of(it)).extracting(Events.Told::status).containsExactly("Failure");
                assertThat(log.with(it).stream().filter(line -> line.startsWith("WARN")))
                        .singleElement()
                        .asString()
                        .contains("Nobody ran it any more, now Failure");
                assertThat(operations.find(it).metadata().path("left").asBoolean())
                        .isTrue();
            });
        }
    }

    @Test
    void endsWhatThisMemberForgotOnceItIsLeftAloneForLongEnough() {
        var old = rows.insert(Row.ofOwner(member.incarnation(), ago(61)));
        var young = rows.insert(Row.ofOwner(member.incarnation(), ago(50)));

        synchronizer.synchronize();

        assertEnd(old, "Failure", DIED);
        assertThat(operations.find(young).status()).isEqualTo("Running");
        clock.advance(Duration.ofSeconds(11));
        synchronizer.synchronize();
        assertEnd(young, "Failure", DIED);
    }

    @Test
    void freesTheConflictReference() {
        var left = rows.insert(ofTheDead());

        synchronizer.synchronize();

        var next = operations.scheduleUserOperationFromRequest(
                OperationArgs.of(RuleHooks.STEP).inProject("default").withConflictReference(left.toString()), SOMEBODY);
        assertEnd(next.id(), "Success", "");
    }

    @Test
    void leavesAloneWhatSomebodyRuns() {
        var gate = new CountDownLatch(1);
        var ours = operations.scheduleUserOperationFromRequest(Crowd.doing(_ -> gate.await()), SOMEBODY);
        var theirs = rows.insert(Row.ofOwner(rows.member(), ago(3600)));
        var waiting = rows.insert(Row.token(null, ago(3600)));
        var before = List.of(rows.text(theirs), rows.text(waiting), repairs());
        clock.advance(Duration.ofMinutes(2));

        synchronizer.synchronize();

        assertThat(List.of(rows.text(theirs), rows.text(waiting), repairs())).isEqualTo(before);
        assertThat(ours.status()).isEqualTo(OperationStatus.RUNNING);
        gate.countDown();
        assertEnd(ours.id(), "Success", "");
    }

    @Test
    void stopsWhatAnotherMemberHasTakenAndSaysNothingMoreOfIt() throws Exception {
        try (var heard = new Events(hub)) {
            var stopped = new CountDownLatch(1);
            var operation = operations.scheduleUserOperationFromRequest(
                    Crowd.doing(_ -> {
                        try {
                            new CountDownLatch(1).await();
                        } finally {
                            stopped.countDown();
                        }
                    }),
                    SOMEBODY);
            rows.give(operation.id(), rows.member());
            var taken = rows.text(operation.id());
            var before = repairs();
            synchronizer.synchronize();
            assertThat(local.find(operation.id()))
                    .as("too young to be looked at")
                    .isNotNull();
            clock.advance(Duration.ofMinutes(2));

            synchronizer.synchronize();

            assertThat(local.find(operation.id())).isNull();
            stopped.await();
            assertThat(repairs() - before).isEqualTo(1);
            assertThat(rows.text(operation.id())).isEqualTo(taken);
            assertThat(operations.find(operation.id()).location()).isEqualTo(Rows.ELSEWHERE);
            var marker = operations.scheduleUserOperationFromRequest(Crowd.args(), SOMEBODY);
            await().until(() -> heard.hasEnd(marker.id()));
            assertThat(heard.of(operation.id())).extracting(Events.Told::status).containsOnly("Running");
        }
    }

    @Test
    void endsTokensThatHaveExpired() {
        try (var heard = new Events(hub)) {
            var before = repairs();
            var expired = rows.insert(Row.token(ago(1), ago(10)));
            var good = rows.insert(Row.token(ago(-3600), ago(10)));

            synchronizer.synchronize();

            assertEnd(expired, "Cancelled", "context canceled");
            assertThat(operations.find(good).status()).isEqualTo("Running");
            assertThat(repairs()).isEqualTo(before);
            await().until(() -> heard.hasEnd(expired));
            assertThat(heard.of(good)).isEmpty();
        }
    }

    /** Row P: what a hook did is not given up for what is wrong with the table. */
    @Test
    void storesWhatTheHookDidOnceItCan() {
        var gate = new CountDownLatch(1);
        var project = rows.project();
        var operation = operations.scheduleUserOperationFromRequest(
                Crowd.doing(_ -> gate.await()).inProject(project), SOMEBODY);
        var waiter = operations.await(operation.id());
        try (var log = new LogLines()) {
            refuse("BEFORE INSERT ON final_operation", project);
            gate.countDown();
            await().untilAsserted(() ->
                    assertThat(log.with("Outcome cannot be stored")).hasSize(1));
            clock.advance(Duration.ofMinutes(2));
            synchronizer.synchronize();
            assertThat(waiter).isNotDone();
            assertThat(operations.find(operation.id()).status()).isEqualTo("Running");
        } finally {
            jdbc.sql("DROP FUNCTION refuse() CASCADE").update();
        }

        assertEnd(operation.id(), "Success", "");
        await().until(waiter::isDone);
    }

    @Test
    void writesAgainWhatCouldNotBeWritten() {
        var gate = UUID.randomUUID().toString();
        var project = rows.project();
        var operation = operations.scheduleUserOperationFromRequest(
                Kind.TASK.args(new Script(gate, true, false), false).inProject(project), SOMEBODY);
        RuleHooks.awaitArrival(gate);
        var before = repairs();
        try (var log = new LogLines()) {
            refuse("BEFORE UPDATE ON active_operation", project);
            operation.cancel();
            await().untilAsserted(
                            () -> assertThat(log.with("Its row is behind")).hasSize(1));
        } finally {
            jdbc.sql("DROP FUNCTION refuse() CASCADE").update();
        }
        assertThat(rows.text(operation.id())).contains("\"status_code\": 103");

        synchronizer.synchronize();
        await().untilAsserted(() -> assertThat(rows.text(operation.id())).contains("\"status_code\": 104"));
        synchronizer.synchronize();

        assertThat(repairs() - before).isEqualTo(1);
        RuleHooks.open(gate);
        assertEnd(operation.id(), "Success", "");
    }

    /** As a constraint would, whatever is written. */
    private void refuse(String what, String project) {
        jdbc.sql("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE check_violation; END $$")
                .update();
        jdbc.sql("CREATE TRIGGER refuse " + what + " FOR EACH ROW WHEN (NEW.project = '" + project
                        + "') EXECUTE FUNCTION refuse()")
                .update();
    }
}
