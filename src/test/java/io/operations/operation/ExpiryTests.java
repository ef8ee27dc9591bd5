package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.ServiceTest;
import io.operations.TestClock;
import io.operations.TestHooks;
import io.operations.event.EventHub;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A deadline counts for attempts and for what lies between them: whatever waits when its time is over is not run any more. */
@ServiceTest
class ExpiryTests {

    private static final String TIMED_OUT = "Operation timed out";

    private final OperationService operations;
    private final Completion completion;
    private final Expiry expiry;
    private final Dispatcher dispatcher;
    private final Slots slots;
    private final EventHub hub;
    private final TestClock clock;
    private final JdbcClient jdbc;
    private final String gate = UUID.randomUUID().toString();

    ExpiryTests(
            OperationService operations,
            Completion completion,
            Expiry expiry,
            Dispatcher dispatcher,
            Slots slots,
            EventHub hub,
            TestClock clock,
            JdbcClient jdbc) {
        this.operations = operations;
        this.completion = completion;
        this.expiry = expiry;
        this.dispatcher = dispatcher;
        this.slots = slots;
        this.hub = hub;
        this.clock = clock;
        this.jdbc = jdbc;
    }

    private static OperationArgs durable(OperationType type, Map<String, ?> inputs) {
        return OperationArgs.of(type)
                .inProject("default")
                .withClass(OperationClass.DURABLE)
                .withInputs(Inputs.of(inputs));
    }

    private Operation schedule(OperationArgs args) {
        return operations.scheduleUserOperationFromRequest(args, SOMEBODY);
    }

    private Operation family(OperationArgs child) {
        return schedule(durable(operations.type("bulk"), Map.of()).withChildren(List.of(child)));
    }

    /** As a member does that leaves. */
    private void release(Operation operation) {
        completion.giveAway(operation);
        jdbc.sql("UPDATE active_operation SET owner = NULL, status_code = 105 WHERE id = :id OR parent = :id")
                .param("id", operation.id())
                .update();
    }

    private void assertTimedOut(UUID id) {
        var end = Crowd.end(operations, id);
        assertThat(end.status() + " " + end.errCode() + " " + end.err()).isEqualTo("Failure 504 " + TIMED_OUT);
    }

    @Test
    void endsWhatWaitsToBeClaimed() {
        try (var heard = new Events(hub)) {
            var operation =
                    schedule(durable(TestHooks.GATED, Map.of("gate", gate)).withTimeout(Duration.ofMinutes(1)));
            await().until(() -> operation.status() == OperationStatus.RUNNING && operation.attempt() == 1);
            var waiter = operations.await(operation.id());

            dispatcher.betweenClaims(() -> {
                release(operation);
                clock.advance(Duration.ofMinutes(1));
                expiry.expire();
                expiry.expire();
            });

            assertThat(waiter).isDone();
            assertTimedOut(operation.id());
            await().until(() -> heard.hasEnd(operation.id()));
            assertThat(heard.of(operation.id()).stream().filter(Events.Told::isFinal))
                    .hasSize(1);
        }
    }

    @Test
    void endsAFamilyThatWaitsWithItsChildren() {
        var child = durable(TestHooks.GATED, Map.of("gate", gate));
        var parent = schedule(durable(operations.type("bulk"), Map.of())
                .withChildren(List.of(child))
                .withTimeout(Duration.ofMinutes(1)));
        Crowd.awaitRunning(parent.children());

        dispatcher.betweenClaims(() -> {
            release(parent); // first: it would take a child that is given away for one that has failed
            parent.children().forEach(completion::giveAway);
            clock.advance(Duration.ofMinutes(1));
            expiry.expire();
        });

        assertTimedOut(parent.id());
        assertTimedOut(parent.children().getFirst().id());
    }

    /** Whoever is to see to it may be late, and a slot free before. */
    @Test
    void isNotClaimedWhenItsTimeIsOver() {
        var operation = schedule(durable(TestHooks.GATED, Map.of("gate", gate)).withTimeout(Duration.ofMinutes(1)));
        await().until(() -> operation.metadata().containsKey("started"));
        dispatcher.betweenClaims(() -> {
            release(operation);
            clock.advance(Duration.ofMinutes(1));
        });

        dispatcher.wake();
        var marker = schedule(durable(TestHooks.NOOP, Map.of()));
        Crowd.end(operations, marker.id());
        expiry.expire();

        assertTimedOut(operation.id());
        assertThat(jdbc.sql("SELECT attempt FROM final_operation WHERE id = :id")
                        .param("id", operation.id())
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void endsAChildThatWaitsForASlotForItsNextAttempt() throws InterruptedException {
        var family = family(durable(TestHooks.FLAKY, Map.of("failures", 1, "fail_gate", gate))
                .withTimeout(Duration.ofSeconds(1)));
        var child = family.children().getFirst();
        await().until(() -> TestHooks.runs(child.id()) == 1);
        var holder = new SlotHolder("default", "");
        var taken = slots.free();
        for (var i = 0; i < taken; i++) slots.takeLater(() -> {});
        var last = Thread.ofVirtual().start(() -> takeSlot(holder));
        await("it is the next to get a slot").until(() -> last.getState() == Thread.State.WAITING);
        TestHooks.open(gate);
        last.join();

        assertTimedOut(child.id());

        assertThat(TestHooks.runs(child.id())).isEqualTo(1);
        slots.giveBack(taken);
        slots.giveBack(holder, 1);
        assertThat(Crowd.end(operations, family.id()).err()).isEqualTo("One or more child operations failed");
    }

    private void takeSlot(SlotHolder holder) {
        try {
            slots.take(holder);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
