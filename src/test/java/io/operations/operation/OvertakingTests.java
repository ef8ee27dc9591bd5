package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Bodies;
import io.operations.ServiceTest;
import io.operations.TestHooks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** Whoever queues first starts first, also at the moment when there is a slot that nobody has taken yet. */
@ServiceTest
@TestPropertySource(properties = "operations.runner.slots=2")
class OvertakingTests {

    private final OperationService operations;
    private final Dispatcher dispatcher;
    private final Slots slots;
    private final JdbcClient jdbc;
    private final List<String> gates = new ArrayList<>();
    private final List<Operation> scheduled = new ArrayList<>();

    OvertakingTests(OperationService operations, Dispatcher dispatcher, Slots slots, JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.operations = operations;
        this.dispatcher = dispatcher;
        this.slots = slots;
    }

    private Operation schedule() {
        var gate = Bodies.unique();
        gates.add(gate);
        var args = OperationArgs.of(TestHooks.GATED).inProject("default").withInputs(Inputs.of(Map.of("gate", gate)));
        scheduled.add(operations.scheduleUserOperationFromRequest(args, SOMEBODY));
        return scheduled.getLast();
    }

    @AfterEach
    void letAllEnd() {
        gates.forEach(TestHooks::open);
        scheduled.forEach(it -> Crowd.end(operations, it.id()));
    }

    private void end(int number) {
        TestHooks.open(gates.get(number));
        Crowd.end(operations, scheduled.get(number).id());
    }

    private void awaitFull() {
        var full = new CountDownLatch(1);
        dispatcher.onQueued(full::countDown);
        dispatcher.queued();
        await("the dispatcher has seen that there is no slot").until(() -> full.getCount() == 0);
    }

    @Test
    void takesNoFreeSlotWhileOthersWaitForOne() {
        IntStream.range(0, 4).forEach(_ -> schedule());
        awaitFull();

        dispatcher.betweenClaims(() -> {
            end(0);
            await("the dispatcher has taken the slot and waits for us").until(slots::isNoneFree);
            end(1);
            assertThat(slots.used())
                    .as("the other slot, which nobody can have taken")
                    .isEqualTo(1);

            assertThat(schedule().status()).isEqualTo(OperationStatus.PENDING);
        });
    }

    /** Others may have queued it, and be full. */
    @Test
    void takesNoFreeSlotWhileWhatOthersHaveQueuedWaitsForOne() {
        IntStream.range(0, 2).forEach(_ -> schedule());
        var queued = new Queue(jdbc).add("default", 3, 0);
        jdbc.sql("UPDATE active_operation SET type = 'noop' WHERE type = 'foreign'")
                .update();
        awaitFull();

        dispatcher.betweenClaims(() -> {
            end(0);
            await("the dispatcher has taken the slot and waits for us").until(slots::isNoneFree);
            end(1);

            assertThat(schedule().status()).isEqualTo(OperationStatus.PENDING);
        });
        queued.forEach(it -> Crowd.end(operations, it));
    }
}
