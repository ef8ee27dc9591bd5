package io.operations.operation;

import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;

/** How many operations may run at once on this member. */
@Component
class Slots {

    private final int size;
    private final Semaphore free;
    private volatile Runnable onFree = () -> {};

    Slots(OperationSettings settings) {
        size = settings.runner().slots();
        free = new Semaphore(size, true);
    }

    /** What to call whenever a slot becomes free. */
    void onFree(Runnable listener) {
        onFree = listener;
    }

    /** Takes one if there are more than so many, for which others have come before. */
    synchronized boolean tryTakeBeyond(long others) {
        return free.availablePermits() > others && free.tryAcquire();
    }

    void take() throws InterruptedException {
        free.acquire();
    }

    /** Takes up to that many and tells how many it got. */
    int takeUpTo(int most) {
        var taken = 0;
        while (taken < most && free.tryAcquire()) {
            taken++;
        }
        return taken;
    }

    void giveBack(int slots) {
        if (slots > 0) {
            free.release(slots);
            onFree.run();
        }
    }

    /** Gives slots back that were never used, so that nobody is told of them. */
    void giveBackQuietly(int slots) {
        free.release(slots);
    }

    boolean isNoneFree() {
        return free.availablePermits() == 0;
    }

    int used() {
        return size - free.availablePermits();
    }
}
