package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A slot goes to those who wait in this process and to those who wait in PostgreSQL in turn. */
class SlotsTests {

    private static final String HERE = "here";
    private static final String QUEUE = "queue";
    private static final int MANY = 20;

    private final Slots slots = new Slots(new OperationSettings(
            new OperationSettings.Runner(1),
            new OperationSettings.Retention(Duration.ZERO, Duration.ZERO, Duration.ofDays(1), Duration.ofDays(1)),
            new OperationSettings.Metadata(Duration.ZERO),
            new OperationSettings.Shutdown(Duration.ZERO),
            Duration.ofDays(1)));
    private final List<String> order = new CopyOnWriteArrayList<>();

    @Test
    void isNotForThoseWhoWaitHereTwiceInARowHoweverManyTheyAre() throws InterruptedException {
        slots.take();
        var here = IntStream.range(0, MANY)
                .mapToObj(_ -> Thread.ofVirtual().start(this::takeHere))
                .toList();
        here.forEach(SlotsTests::awaitParked);
        awaitParked(slots.takeLater(this::takeForTheQueue));

        slots.giveBack(1);

        await().until(() -> order.stream().filter(HERE::equals).count() == MANY);
        assertThat(String.join(" ", order)).doesNotContain(HERE + " " + HERE);
        await().until(() -> slots.used() == 0);
    }

    private void takeHere() {
        try {
            slots.take();
            order.add(HERE);
            slots.giveBack(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void takeForTheQueue() {
        order.add(QUEUE);
        if (order.stream().filter(HERE::equals).count() < MANY) {
            awaitParked(slots.takeLater(this::takeForTheQueue));
        }
        slots.giveBack(1);
    }

    private static void awaitParked(Thread thread) {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> thread.getState() == Thread.State.WAITING);
    }

    @Test
    void isTakenByANewcomerOnlyIfThereAreMoreThanForThoseBefore() {
        assertThat(slots.tryTakeBeyond(1)).isFalse();
        assertThat(slots.tryTakeBeyond(0)).isTrue();
        assertThat(slots.tryTakeBeyond(0)).isFalse();
        assertThat(slots.used()).isEqualTo(1);
    }
}
