package io.operations.operation;

import java.util.concurrent.atomic.AtomicLong;

/** How many operations this member has begun to queue, and how many of them it has looked for in the queue since. */
final class QueueProgress {

    private final AtomicLong begun = new AtomicLong();

    /** The database has had its say on so many. */
    private final AtomicLong answered = new AtomicLong();

    private volatile long lookedFor;

    void begin() {
        begun.incrementAndGet();
    }

    void end() {
        answered.incrementAndGet();
    }

    long answered() {
        return answered.get();
    }

    /** @param number how many were answered before the look */
    void lookedFor(long number) {
        lookedFor = number;
    }

    /** Operations that may wait in the queue and have not been looked for. */
    long notLookedFor() {
        return begun.get() - lookedFor;
    }
}
