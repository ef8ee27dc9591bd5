package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.ServiceTest;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** Row S7 of the issue: operations that schedule others and wait for them do not wait for each other for ever. */
@ServiceTest
@TestPropertySource(properties = "operations.runner.slots=2")
class NestedOperationTests {

    private static final int DEEP = 5;
    private static final int MANY = 10;

    private final OperationService operations;
    private final Slots slots;

    NestedOperationTests(OperationService operations, Slots slots) {
        this.operations = operations;
        this.slots = slots;
    }

    @AfterEach
    void allSlotsAreFreeAgain() {
        await().until(() -> slots.used() == 0);
    }

    private Operation schedule(OperationArgs args) {
        return operations.scheduleUserOperationFromRequest(args, SOMEBODY);
    }

    /** An operation that schedules one that schedules one, and so on, and waits for it. */
    private OperationArgs nested(int depth) {
        if (depth == 0) return Crowd.args();
        return Crowd.doing(context -> {
            var inner = operations.scheduleUserOperationFromRequest(nested(depth - 1), SOMEBODY);
            assertThat(context.await(operations.await(inner)).status()).isEqualTo("Success");
        });
    }

    private void assertSucceeds(Operation operation) {
        assertThat(Crowd.end(operations, operation.id()).status()).isEqualTo("Success");
    }

    @Test
    void endWhereHooksWaitWithoutTheirSlots() {
        IntStream.range(0, MANY).mapToObj(_ -> schedule(nested(DEEP))).toList().forEach(this::assertSucceeds);
    }

    @Test
    void endAlsoAsChildren() {
        assertSucceeds(schedule(OperationArgs.of(operations.type("bulk"))
                .inProject("default")
                .withChildren(List.of(nested(1), nested(1), nested(1)))));
    }

    @Test
    void areCancelledWhileTheyWait() {
        var gate = schedule(Crowd.doing(_ -> Thread.currentThread().join(Duration.ofMinutes(1))));
        var outer = schedule(Crowd.doing(context -> context.await(operations.await(gate))));
        await().until(() -> slots.used() == 1);

        operations.cancel(outer.id(), SOMEBODY);

        assertThat(Crowd.end(operations, outer.id()).status()).isEqualTo("Cancelled");
        operations.cancel(gate.id(), SOMEBODY);
        Crowd.end(operations, gate.id());
    }

    /** As an endpoint does that the service does not know the thoughts of: the slots are kept until the timeout. */
    @Test
    void endInTimeWhereTheyKeepTheirSlots() {
        var outer = IntStream.range(0, 2)
                .mapToObj(_ -> schedule(Crowd.doing(_ -> {
                            var inner = operations.scheduleUserOperationFromRequest(Crowd.args(), SOMEBODY);
                            operations.await(inner).get();
                        })
                        .withTimeout(Duration.ofSeconds(2))))
                .toList();

        outer.forEach(it -> Crowd.end(operations, it.id()));

        assertSucceeds(schedule(Crowd.args()));
    }
}
