package io.operations.web;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** Keeps account of pings and of signs of life: one thread pings, any may hear. */
final class KeepAlive {

    private final SocketSettings settings;
    private final AtomicInteger unanswered = new AtomicInteger();
    private final LongSupplier nanoTime;
    private final long begin;
    private volatile long heardAt;
    private volatile boolean deaf;
    private long pingAt;

    /** @param nanoTime a time that only grows, as {@link System#nanoTime()} */
    KeepAlive(SocketSettings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.begin = nanoTime.getAsLong();
        this.heardAt = begin;
        this.pingAt = begin;
    }

    boolean isPingDue() {
        return until(pingAt) <= 0;
    }

    void pinged() {
        unanswered.incrementAndGet();
        pingAt = nanoTime.getAsLong() + settings.pingInterval().toNanos();
    }

    void heard() {
        heardAt = nanoTime.getAsLong();
        unanswered.set(0);
    }

    /** From here until {@link #listen} nothing is read, so nothing can be heard: silence says nothing. */
    void stopListening() {
        deaf = true;
    }

    /** What waits to be read is a sign of life too. */
    void listen() {
        heard();
        deaf = false;
    }

    /** Unanswered pings are judged when the next is due: the last one gets its time to be answered too. */
    boolean isGone() {
        return !deaf && (untilTooSilent() <= 0 || (isPingDue() && unanswered.get() > settings.unansweredPings()));
    }

    /** When to look again, unless something else happens first. */
    Duration untilNextLook() {
        var next = Math.min(until(pingAt), untilTooOld());
        return Duration.ofNanos(deaf ? next : Math.min(next, untilTooSilent()));
    }

    /** Whether the connection has lasted as long as any may. */
    boolean isTooOld() {
        return untilTooOld() <= 0;
    }

    private long untilTooOld() {
        return until(begin + settings.maxLifetime().toNanos());
    }

    private long untilTooSilent() {
        return until(heardAt + settings.silence().toNanos());
    }

    private long until(long time) {
        return time - nanoTime.getAsLong();
    }
}
