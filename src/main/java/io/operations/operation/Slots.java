package io.operations.operation;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * How many operations may run at once on this member, and how projects and callers share that. Some operations wait for a slot in
 * this process and others in PostgreSQL: each side gets every second of the slots that become free one by one.
 */
@Component
class Slots {

    private static final Runnable NOTHING = () -> {};

    private final int size;
    private final SlotShares shares;
    private final SlotLine waiting = new SlotLine();
    private int free;

    /** The queue in PostgreSQL, if it has asked for the next slot. */
    private @Nullable Runnable queue;

    private boolean isQueuesTurn;

    /** Callers in the queue that hold their share already, and the task for the moment when one of them may take a slot again. */
    private Set<SlotHolder> heldBack = Set.of();

    private Runnable whenRoom = NOTHING;

    Slots(OperationSettings settings) {
        var runner = settings.runner();
        size = runner.slots();
        free = size;
        shares = new SlotShares(size, runner.projectShare(), runner.callerShare());
    }

    /** Takes one if there are more than so many, for which others have come before. */
    synchronized boolean tryTakeBeyond(SlotHolder holder, long others) {
        return free > others && !heldBack.contains(holder) && tryTake(holder);
    }

    /** Takes a free one, unless the holder has its share. */
    synchronized boolean tryTake(SlotHolder holder) {
        if (free == 0 || !shares.hasRoom(holder)) return false;
        free--;
        shares.add(holder, 1);
        return true;
    }

    /** Takes one for what waits in this process. */
    void take(SlotHolder holder) throws InterruptedException {
        var granted = new CountDownLatch(1);
        line(holder, granted).run();
        try {
            granted.await();
        } catch (InterruptedException e) {
            leave(holder, granted);
            throw e;
        }
    }

    private synchronized Runnable line(SlotHolder holder, CountDownLatch granted) {
        waiting.add(holder, granted);
        return serve();
    }

    private void leave(SlotHolder holder, CountDownLatch granted) {
        boolean waited;
        synchronized (this) {
            waited = waiting.remove(holder, granted);
        }
        if (!waited) giveBack(holder, 1);
    }

    /** Takes the next one for the queue in PostgreSQL, for any of its callers; then says so, on any thread. */
    void takeLater(Runnable then) {
        Runnable after;
        synchronized (this) {
            queue = then;
            after = serve();
        }
        after.run();
    }

    /** Whose the slot is that was taken for what waits in PostgreSQL. False: the holder has its share. */
    synchronized boolean assign(SlotHolder holder) {
        if (!shares.hasRoom(holder)) return false;
        shares.add(holder, 1);
        return true;
    }

    /** Returns slots that were taken for the queue in PostgreSQL, and have no holder. */
    void giveBack(int slots) {
        Runnable after;
        synchronized (this) {
            free += slots;
            after = serve();
        }
        after.run();
    }

    void giveBack(SlotHolder holder, int slots) {
        Runnable after;
        synchronized (this) {
            shares.add(holder, -slots);
            free += slots;
            after = serve();
        }
        after.run();
    }

    /**
     * Remembers what waits in PostgreSQL although there are free slots.
     *
     * @param then what to do, once, as soon as one of them may take a slot
     */
    void holdBack(Set<SlotHolder> holders, Runnable then) {
        Runnable after;
        synchronized (this) {
            heldBack = Set.copyOf(holders);
            whenRoom = then;
            after = serve();
        }
        after.run();
    }

    /** Gives free slots to those who wait. */
    private Runnable serve() {
        while (free > 0) {
            var here = waiting.next(shares::hasRoom, Comparator.comparingInt(it -> shares.ofProject(it.project())));
            if (queue != null && (isQueuesTurn || here.isEmpty())) return grantToQueue(queue);
            if (here.isEmpty()) return roomForHeldBack();
            grant(here);
        }
        return NOTHING;
    }

    private void grant(Optional<SlotHolder> here) {
        var holder = here.orElseThrow();
        free--;
        shares.add(holder, 1);
        isQueuesTurn = true;
        waiting.poll(holder).countDown();
    }

    private Runnable grantToQueue(Runnable then) {
        free--;
        queue = null;
        isQueuesTurn = false;
        return then;
    }

    private Runnable roomForHeldBack() {
        if (heldBack.stream().noneMatch(shares::hasRoom)) return NOTHING;
        var then = whenRoom;
        whenRoom = NOTHING;
        return then;
    }

    synchronized boolean isNoneFree() {
        return free == 0;
    }

    synchronized int free() {
        return free;
    }

    /** How many callers hold their share. */
    synchronized int full() {
        return shares.full();
    }

    int size() {
        return size;
    }

    synchronized int used() {
        return size - free;
    }
}
