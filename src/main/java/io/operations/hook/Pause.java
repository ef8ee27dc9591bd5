package io.operations.hook;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets time pass; in tests, somebody else's time. */
@FunctionalInterface
interface Pause {

    void pause(Duration time) throws InterruptedException;

    /** The time that passes, evenly, whoever sets a clock; it is no time of day. */
    static InstantSource steadyTime() {
        return () -> Instant.EPOCH.plusNanos(System.nanoTime());
    }

    /** Real time, cut short only by an interrupt. */
    static Pause interruptible() {
        return time -> {
            var never = new CountDownLatch(1);
            if (never.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IllegalStateException("Nobody counts this latch down");
            }
        };
    }
}
