package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A slot goes to those who wait in this process and to those who wait in PostgreSQL in turn. Row M of the issue: no project and
 * no caller takes all slots.
 */
class SlotsTests {

    private static final String HERE = "here";
    private static final String QUEUE = "queue";
    private static final int MANY = 20;
    private static final SlotHolder A = new SlotHolder("a", "x");
    private static final SlotHolder ALSO_A = new SlotHolder("a", "y");
    private static final SlotHolder B = new SlotHolder("b", "x");

    private final List<String> order = new CopyOnWriteArrayList<>();

    private static Slots slots(int number, double projectShare, double callerShare) {
        return new Slots(new OperationSettings(
                new OperationSettings.Runner(number, projectShare, callerShare),
                new OperationSettings.Retention(Duration.ZERO, Duration.ZERO, Duration.ofDays(1), Duration.ofDays(1)),
                new OperationSettings.Metadata(Duration.ZERO),
                new OperationSettings.Shutdown(Duration.ZERO),
                Duration.ofDays(1)));
    }

    private static Thread takeHere(Slots slots, SlotHolder holder, Runnable then) {
        return Thread.ofVirtual().start(() -> {
            try {
                slots.take(holder);
                then.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static void awaitParked(Thread thread) {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> thread.getState() == Thread.State.WAITING);
    }

    private static int takeAll(Slots slots, SlotHolder holder) {
        var taken = 0;
        while (slots.tryTakeBeyond(holder, 0)) taken++;
        return taken;
    }

    @Test
    void isNotForThoseWhoWaitHereTwiceInARowHoweverManyTheyAre() throws InterruptedException {
        var slots = slots(1, 1, 1);
        slots.take(A);
        IntStream.range(0, MANY)
                .mapToObj(_ -> takeHere(slots, A, () -> serveHere(slots)))
                .forEach(SlotsTests::awaitParked);
        slots.takeLater(() -> serveQueue(slots));

        slots.giveBack(A, 1);

        await().until(() -> order.stream().filter(HERE::equals).count() == MANY);
        assertThat(String.join(" ", order)).doesNotContain(HERE + " " + HERE);
        await().until(() -> slots.used() == 0);
    }

    private void serveHere(Slots slots) {
        order.add(HERE);
        slots.giveBack(A, 1);
    }

    private void serveQueue(Slots slots) {
        order.add(QUEUE);
        if (order.stream().filter(HERE::equals).count() < MANY) {
            slots.takeLater(() -> serveQueue(slots));
        }
        slots.giveBack(1);
    }

    @Test
    void isTakenByANewcomerOnlyIfThereAreMoreThanForThoseBefore() {
        var slots = slots(1, 0.9, 0.75);

        assertThat(slots.tryTakeBeyond(A, 1)).isFalse();
        assertThat(slots.tryTakeBeyond(A, 0)).isTrue();
        assertThat(slots.tryTakeBeyond(A, 0)).isFalse();
        assertThat(slots.used()).isEqualTo(1);
    }

    @Test
    void leavesSlotsToOtherCallersAndOtherProjects() {
        var slots = slots(1_000, 0.9, 0.75);

        assertThat(takeAll(slots, A)).as("a caller who is alone").isEqualTo(750);
        assertThat(takeAll(slots, ALSO_A)).as("another one in the same project").isEqualTo(150);
        assertThat(takeAll(slots, B)).as("another project").isEqualTo(75);
        assertThat(slots.free()).isEqualTo(25);
        assertThat(slots.full()).isEqualTo(3);
    }

    @Test
    void isAllOfOneWhereSharesAreWhole() {
        assertThat(takeAll(slots(1_000, 1, 1), A)).isEqualTo(1_000);
    }

    @Test
    void isSharedEquallyInTheEndByAsManyAsWantSome() {
        var slots = slots(1_000, 0.9, 0.9);
        var holders = List.of(A, B, new SlotHolder("c", "x"));
        var held = new int[3];
        held[0] = takeAll(slots, A);

        for (var i = 0; i < 10_000; i++) {
            var longest = held[0] >= held[1] && held[0] >= held[2] ? 0 : held[1] >= held[2] ? 1 : 2;
            slots.giveBack(holders.get(longest), 1);
            held[longest]--;
            for (var next = 1; next <= 3; next++) {
                if (slots.tryTakeBeyond(holders.get((i + next) % 3), 0)) held[(i + next) % 3]++;
            }
        }

        assertThat(held).containsOnly(321, 322);
    }

    @Test
    void goesToTheProjectThatHasTheFewestOfThoseThatWaitHere() {
        var slots = slots(4, 1, 1);
        IntStream.range(0, 3).forEach(_ -> slots.tryTakeBeyond(A, 0));
        slots.tryTakeBeyond(B, 0);
        awaitParked(takeHere(slots, A, () -> order.add("a")));
        awaitParked(takeHere(slots, B, () -> order.add("b")));

        slots.giveBack(A, 1);

        await().until(() -> !order.isEmpty());
        assertThat(order).containsExactly("b");
    }

    /** Whoever has its share waits, and others do not wait behind it. */
    @Test
    void isNotKeptFromOthersByOneWhoWaitsForItsShare() throws InterruptedException {
        var slots = slots(10, 0.5, 0.5);
        assertThat(takeAll(slots, A)).isEqualTo(5);
        awaitParked(takeHere(slots, A, () -> order.add("a")));

        slots.take(B);

        assertThat(order).isEmpty();
        slots.giveBack(B, 1);
        slots.giveBack(A, 1);
        await().until(() -> !order.isEmpty());
    }

    @Test
    void isReturnedByWhoeverGivesUpWaiting() throws InterruptedException {
        var slots = slots(1, 1, 1);
        slots.take(A);
        var waiter = takeHere(slots, A, () -> order.add("a"));
        awaitParked(waiter);

        waiter.interrupt();
        waiter.join();
        slots.giveBack(A, 1);

        assertThat(slots.used()).isZero();
        assertThat(order).isEmpty();
    }

    @Test
    void saysWhenOneOfThoseThatWereHeldBackMayHaveOne() {
        var slots = slots(10, 0.5, 0.5);
        var told = new AtomicInteger();
        takeAll(slots, A);
        slots.holdBack(Set.of(A), told::incrementAndGet);
        assertThat(slots.tryTakeBeyond(B, 0)).isTrue();
        slots.giveBack(B, 1);
        assertThat(told).hasValue(0);

        slots.giveBack(A, 1);

        assertThat(told).hasValue(1);
        assertThat(slots.tryTakeBeyond(A, 0)).as("others of A came before").isFalse();
        assertThat(slots.tryTake(A)).as("for one of them").isTrue();
    }
}
