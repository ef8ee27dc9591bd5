package io.operations.operation;

import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;

/**
 * How many operations may run at once on this member. Of those that wait for a slot, some do so in this process and others
 * in PostgreSQL: of slots that become free one by one each side gets every second.
 */
@Component
class Slots {

    private final int size;
    private final Semaphore free;

    /** Of those that wait in this process one waits for a slot, and the others for that one. */
    private final Semaphore line = new Semaphore(1, true);

    Slots(OperationSettings settings) {
        size = settings.runner().slots();
        free = new Semaphore(size, true);
    }

    /** Takes one if there are more than so many, for which others have come before. */
    synchronized boolean tryTakeBeyond(long others) {
        return free.availablePermits() > others && free.tryAcquire();
    }

    /** Takes one for what waits in this process. */
    void take() throws InterruptedException {
        line.acquire();
        try {
            free.acquire();
        } finally {
            line.release();
        }
    }

    /** Takes one for what waits in PostgreSQL, when it is its turn, and says so on the thread that is returned. */
    Thread takeLater(Runnable then) {
        return Thread.ofVirtual().name("next-slot").start(() -> {
            free.acquireUninterruptibly();
            then.run();
        });
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
        free.release(slots);
    }

    boolean isNoneFree() {
        return free.availablePermits() == 0;
    }

    int size() {
        return size;
    }

    int used() {
        return size - free.availablePermits();
    }
}
