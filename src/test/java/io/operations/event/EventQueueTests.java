package io.operations.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class EventQueueTests {

    private final EventQueue queue =
            new EventQueue(new EventSettings(1, DataSize.ofBytes(1), 3, DataSize.ofBytes(100)));

    private static EventQueue.Entry entry(long size) {
        var event = new Event(EventType.OPERATION, Instant.EPOCH, "", "", "", null, size, null);
        return new EventQueue.Entry(event, List.of(), false);
    }

    /** A publisher that has to wait. */
    private Thread waitsToPut(long size) {
        var publisher = Thread.ofVirtual().start(() -> queue.put(entry(size)));
        await().until(() -> publisher.getState() == Thread.State.WAITING);
        return publisher;
    }

    @Test
    void makesPublishersWaitForSize() throws InterruptedException {
        queue.put(entry(60));
        queue.put(entry(40));
        var publisher = waitsToPut(1);

        assertThat(queue.takeAll()).hasSize(2);

        publisher.join();
        assertThat(queue.takeAll()).hasSize(1);
    }

    @Test
    void makesPublishersWaitForNumber() throws InterruptedException {
        for (var i = 0; i < 3; i++) queue.put(entry(0));
        var publisher = waitsToPut(0);

        queue.takeAll();

        publisher.join();
        assertThat(queue.takeAll()).hasSize(1);
    }

    @Test
    void makesNobodyWaitWhoCanDoWithout() {
        for (var i = 0; i < 3; i++) assertThat(queue.offer(entry(0))).isTrue();

        assertThat(queue.offer(entry(0))).isFalse();

        assertThat(queue.takeAll()).hasSize(3);
        queue.close();
        assertThat(queue.offer(entry(0))).isFalse();
    }

    @Test
    void takesOneThatIsTooLargeWhenItIsAlone() throws InterruptedException {
        queue.put(entry(1000));
        var publisher = waitsToPut(1);

        assertThat(queue.takeAll()).hasSize(1);

        publisher.join();
    }
}
