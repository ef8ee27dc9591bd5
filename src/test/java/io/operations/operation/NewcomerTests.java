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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** What has just been scheduled waits behind those that came before, and for nothing else. */
@ServiceTest
@TestPropertySource(
        properties = {
            "operations.runner.slots=4",
            "operations.runner.project-share=1",
            "operations.runner.caller-share=1"
        })
class NewcomerTests {

    private final OperationService operations;
    private final Dispatcher dispatcher;
    private final Slots slots;
    private final List<String> gates = new ArrayList<>();
    private final List<Operation> scheduled = new ArrayList<>();

    NewcomerTests(OperationService operations, Dispatcher dispatcher, Slots slots) {
        this.operations = operations;
        this.dispatcher = dispatcher;
        this.slots = slots;
    }

    private OperationStatus schedule() {
        gates.add(Bodies.unique());
        var args = OperationArgs.of(TestHooks.GATED)
                .inProject("default")
                .withInputs(Inputs.of(Map.of("gate", gates.getLast())));
        scheduled.add(operations.scheduleUserOperationFromRequest(args, SOMEBODY));
        return scheduled.getLast().status();
    }

    @AfterEach
    void letAllEnd() {
        gates.forEach(TestHooks::open);
        scheduled.forEach(it -> Crowd.end(operations, it.id()));
        await().until(() -> slots.used() == 0);
    }

    /** As in a crowd, where somebody is always in the middle of being queued: it would be so for ever. */
    @Test
    void takesASlotIfThereAreMoreThanThoseWhoCameBefore() {
        IntStream.range(0, 3).forEach(_ -> dispatcher.queueing());

        var first = schedule();
        var second = schedule();

        assertThat(first).isEqualTo(OperationStatus.RUNNING);
        assertThat(second)
                .as("which came after three for whom there are three slots")
                .isEqualTo(OperationStatus.PENDING);
        await().untilAsserted(() -> assertThat(
                        operations.find(scheduled.getLast().id()).status())
                .as("those before it turn out not to be there")
                .isEqualTo("Running"));
        IntStream.range(0, 3).forEach(_ -> dispatcher.endQueueing());
        await().until(() -> schedule() == OperationStatus.RUNNING);
    }

    @Test
    void tellsOthersOfWhatItHasNoSlotFor() {
        var told = new AtomicInteger();
        dispatcher.onQueued(told::incrementAndGet);
        IntStream.range(0, 4).forEach(_ -> schedule());
        dispatcher.wake();
        assertThat(told).hasValue(0);

        schedule();

        await().untilAsserted(() -> assertThat(told).hasValue(1));
        dispatcher.onQueued(() -> {});
    }

    @Test
    void tellsOthersAtOnceWhenItStartsNothingItself() {
        var told = new AtomicInteger();
        dispatcher.onQueued(told::incrementAndGet);
        dispatcher.stop();

        dispatcher.queued();

        assertThat(told).hasValue(1);
        dispatcher.onQueued(() -> {});
        dispatcher.start();
    }
}
