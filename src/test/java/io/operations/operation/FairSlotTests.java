package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.ServiceTest;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** A slot that becomes free is not always for the same ones: some wait in this process, others in PostgreSQL. */
@ServiceTest
@TestPropertySource(properties = "operations.runner.slots=1")
class FairSlotTests {

    private static final int CHILDREN = 20;
    private static final int FEW = 4;

    private final OperationService operations;
    private final Dispatcher dispatcher;
    private final Slots slots;
    private final Semaphore gate = new Semaphore(0);
    private final AtomicInteger arrived = new AtomicInteger();

    FairSlotTests(OperationService operations, Dispatcher dispatcher, Slots slots) {
        this.operations = operations;
        this.dispatcher = dispatcher;
        this.slots = slots;
    }

    private Operation schedule(OperationArgs args) {
        return operations.scheduleUserOperationFromRequest(args, SOMEBODY);
    }

    private Operation family() {
        var child = Crowd.doing(_ -> {
            arrived.incrementAndGet();
            gate.acquire();
        });
        return schedule(OperationArgs.of(operations.type("bulk"))
                .inProject("default")
                .withChildren(IntStream.range(0, CHILDREN).mapToObj(_ -> child).toList()));
    }

    private boolean isFinal(Operation operation) {
        return operations.find(operation.id()).statusCode() >= 200;
    }

    @Test
    void goesToWhatWaitsInPostgresqlInSpiteOfALargeFamily() {
        var family = family();
        await().until(() -> arrived.get() == 1);
        var full = new CountDownLatch(1);
        dispatcher.onQueued(full::countDown);
        var queued = schedule(Crowd.args());
        await().until(() -> full.getCount() == 0);

        for (var done = 1; done <= FEW; done++) {
            var next = done + 1;
            gate.release();
            await().atMost(Duration.ofSeconds(20)).until(() -> arrived.get() == next);
        }

        await().untilAsserted(() -> assertThat(isFinal(queued))
                .as("after %s children of %s", FEW, CHILDREN)
                .isTrue());
        gate.release(CHILDREN);
        Crowd.end(operations, family.id());
    }

    /** It was refused, or somebody has claimed it already: nobody waits for the slot. */
    @Test
    void isNotKeptForWhatDoesNotWait() {
        dispatcher.queueing();
        dispatcher.endQueueing();

        var holder = new SlotHolder("default", "");
        await().until(() -> dispatcher.trySlot(holder));

        slots.giveBack(holder, 1);
    }
}
