package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.operations.RuleHooks;
import io.operations.RulesTest;
import io.operations.TestClock;
import io.operations.member.MemberService;
import io.operations.operation.Rows.Row;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Operations that are somebody else's, or nobody's: what this process still holds of them is to look at. */
@RulesTest
class LostOperationTests {

    private final OperationService operations;
    private final OperationFactory factory;
    private final OperationRepository repository;
    private final Completion completion;
    private final Synchronizer synchronizer;
    private final LocalOperations local;
    private final MemberService member;
    private final TestClock clock;
    private final Rows rows;

    LostOperationTests(
            OperationService operations,
            OperationFactory factory,
            OperationRepository repository,
            Completion completion,
            Synchronizer synchronizer,
            LocalOperations local,
            MemberService member,
            TestClock clock,
            JdbcClient jdbc) {
        this.operations = operations;
        this.factory = factory;
        this.repository = repository;
        this.completion = completion;
        this.synchronizer = synchronizer;
        this.local = local;
        this.member = member;
        this.clock = clock;
        this.rows = new Rows(jdbc);
    }

    @AfterEach
    void forget() {
        rows.forgetWhenQuiet(local);
    }

    private OperationRow row(UUID id) {
        return repository.find(id).orElseThrow();
    }

    /** One that looks for cancels now and then, and does not mind being interrupted. */
    @Test
    void tellsItsHookToStop() throws InterruptedException {
        var started = new CountDownLatch(1);
        var stopped = new CountDownLatch(1);
        var operation = operations.scheduleUserOperationFromRequest(
                Crowd.doing(context -> {
                    started.countDown();
                    while (!context.isCancelled()) {
                        var _ = Thread.interrupted();
                        LockSupport.parkNanos(1_000_000);
                    }
                    stopped.countDown();
                }),
                SOMEBODY);
        started.await(); // one that is lost before is never run
        rows.give(operation.id(), rows.member());

        completion.lose(operation);

        await().until(() -> stopped.getCount() == 0);
        assertThat(operation.isRunning()).isFalse();
    }

    @Test
    void losesWhatItOwnsAnew() {
        var id = rows.insert(Row.ofOwner(member.incarnation(), clock.instant()));
        var before = factory.claimed(row(id), List.of(), member.incarnation());
        var after = factory.claimed(row(id), List.of(), member.incarnation());
        local.add(before);

        local.add(after);

        assertThat(before.live().isClosed()).isTrue();
        assertThat(after.live().isClosed()).isFalse();
        local.remove(after);
    }

    /** As one that was accepted in the moment in which this member was given up by the others. */
    @Test
    void findsWhatItOwnedBeforeItWasGivenUp() {
        var owner = rows.member();
        var id = rows.insert(Row.ofOwner(owner, clock.instant()));
        var operation = factory.claimed(row(id), List.of(), owner);
        local.add(operation);
        clock.advance(Duration.ofMinutes(2));

        synchronizer.synchronize();

        assertThat(local.find(id)).isNull();
        assertThat(operation.live().isClosed()).isTrue();
    }

    @Test
    void isNotConnectedTo() {
        var secret = "0".repeat(64);
        var operation = operations.scheduleUserOperationFromRequest(
                OperationArgs.of(RuleHooks.CONSOLE).inProject("default"), SOMEBODY);
        var copy = factory.copy(row(operation.id()));
        assertThatExceptionOfType(OperationException.Unavailable.class)
                .isThrownBy(() -> copy.connect(secret, SOMEBODY));
        rows.give(operation.id(), rows.member());
        completion.lose(operation);

        assertThatExceptionOfType(OperationException.Unavailable.class)
                .isThrownBy(() -> operations.connect(operation.id(), secret, SOMEBODY))
                .withMessage("Member \"elsewhere\", which runs the operation, is not reached");
        assertThatExceptionOfType(OperationException.Invalid.class)
                .isThrownBy(() -> operations.connect(operation.id(), "", SOMEBODY))
                .withMessage("Missing websocket secret");
    }

    /** By whoever owns it; once is enough. Its own that it does not run either, this member leaves to repair. */
    @Test
    void isCancelledWhereItRuns() {
        var theirs = rows.insert(Row.ofOwner(rows.member(), clock.instant()));
        var durable = Row.ofOwner(member.incarnation(), clock.instant()).withClass(4);
        var nobodys = rows.insert(durable);
        rows.locate(nobodys, member.name());

        List.of(theirs, nobodys).forEach(it -> {
            operations.cancel(it, SOMEBODY);
            assertThatExceptionOfType(OperationException.Invalid.class)
                    .isThrownBy(() -> operations.cancel(it, SOMEBODY))
                    .withMessage("Only running operations can be cancelled");
        });
        clock.advance(Duration.ofMinutes(2));
        synchronizer.synchronize();

        assertThat(operations.find(theirs).status()).isEqualTo("Running");
        assertThat(operations.find(nobodys).status()).isEqualTo("Cancelled");
    }

    /** Whoever asked was told that it would be: so whoever has it now is to. */
    @Test
    void isCancelledByWhoeverHasItNow() {
        var owner = member.incarnation();
        var id = rows.insert(Row.ofOwner(owner, clock.instant()).withClass(4));
        var operation = factory.claimed(row(id), List.of(), owner);
        local.add(operation);
        assertThat(operation.live().begin()).isTrue();
        rows.give(id, rows.member());
        operation.live().requestCancel();
        assertThat(operation.status()).isEqualTo(OperationStatus.CANCELLING);

        completion.lose(operation);

        await().untilAsserted(() -> assertThat(rows.text(id)).doesNotContain("\"cancel_requested_at\": null"));
        assertThat(operations.find(id).status()).isEqualTo("Running");
    }

    /** Its end is what shows that it is lost. */
    @Test
    void isCancelledByWhoeverHasItNowThoughItHadNotBegun() {
        var owner = member.incarnation();
        var id = rows.insert(Row.ofOwner(owner, clock.instant()).withClass(4));
        var operation = factory.claimed(row(id), List.of(), owner);
        local.add(operation);
        rows.give(id, rows.member());

        operation.live().requestCancel();

        await().untilAsserted(() -> assertThat(rows.text(id)).doesNotContain("\"cancel_requested_at\": null"));
        assertThat(operations.find(id).status()).isEqualTo("Running");
    }

    /** As one that another member ended while this one stood still: the hint came when it was still taken for its own. */
    @Test
    void wakesWhoWaitsForItHereAtOnce() {
        var other = rows.member();
        var id = rows.insert(Row.ofOwner(member.incarnation(), clock.instant()));
        var operation = factory.claimed(row(id), List.of(), member.incarnation());
        local.add(operation);
        var waiter = operations.await(id);
        clock.advance(Duration.ofMinutes(-5));
        rows.give(id, other);
        var last = row(id).state().with(Outcome.cancelled(), clock.instant());
        clock.advance(Duration.ofMinutes(5));
        assertThat(repository.finish(operation.header(), other, last)).succeedsWithin(Crowd.LONG);

        completion.lose(operation);

        assertThat(waiter).succeedsWithin(Crowd.LONG).matches(OperationView::hasEnded);
    }

    /** As one that was given back in the moment in which another member was asked to cancel it. */
    @Test
    void isCancelledAndNotClaimedWhenItBecomesNobodys() {
        var id = rows.insert(Row.ofOwner(rows.member(), clock.instant()).withClass(4));
        operations.cancel(id, SOMEBODY);

        rows.release(id);

        await().until(() -> operations.find(id).status(), "Cancelled"::equals);
        assertThat(operations.find(id).err()).isEqualTo("context canceled");
    }

    /** Its family waits for a member to go on with it. */
    @Test
    void isCancelledAsAChildUnlessItMustRun() {
        var parent = rows.insert(
                Row.ofOwner(rows.member(), clock.instant()).withClass(4).withChildren(2));
        var child = new Row(RuleHooks.STEP, 4, 105, null, clock.instant(), parent, 0, null);
        var cancelled = rows.insert(child);
        var must = rows.insert(new Row(RuleHooks.MUST, 4, 105, null, clock.instant(), parent, 0, null));

        operations.cancel(cancelled, SOMEBODY);

        assertThat(operations.find(cancelled).status()).isEqualTo("Cancelled");
        assertThat(operations.find(cancelled).err()).isEqualTo("context canceled");
        assertThatExceptionOfType(OperationException.Invalid.class)
                .isThrownBy(() -> operations.cancel(must, SOMEBODY))
                .withMessage("This operation cannot be cancelled");
        assertThatExceptionOfType(OperationException.Invalid.class)
                .isThrownBy(() -> operations.cancel(cancelled, SOMEBODY))
                .withMessage("Only running operations can be cancelled");
    }

    @Test
    void isToLookAtWhereItIsACopy() {
        var id = rows.insert(Row.ofOwner(rows.member(), clock.instant()));
        var copy = factory.copy(row(id));
        var before = rows.text(id);

        for (var change : List.<Runnable>of(
                () -> copy.updateMetadata(Map.of("a", 1)),
                () -> copy.extendMetadata(Map.of("a", 1)),
                () -> copy.progress(Progress.percent("copy", 1)),
                copy::commitMetadata)) {
            assertThatExceptionOfType(OperationException.Invalid.class)
                    .isThrownBy(change::run)
                    .withMessageEndingWith("Read-only operations cannot be updated");
        }

        assertThat(rows.text(id)).isEqualTo(before);
        assertThat(copy.isRunning()).isTrue();
    }
}
