package io.operations.operation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/**
 * Counts the bytes of one stage and reports them as often as people can follow: where the length is known, whenever another
 * 0.9 percentage points are done, and 100 % once; otherwise once a second. Safe for many threads. Ask the
 * {@link RunContext#progressTracker RunContext} for one.
 */
// Source: shared/ioprogress/tracker.go
public final class ProgressTracker {

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final double MICROS_PER_SECOND = 1e6;

    private final Consumer<Progress> sink;
    private final Progress nothingYet;
    private final long length;
    private final long step;
    private final Clock clock;
    private final Instant start;
    private Instant next;
    private long processed;
    private long reported;

    /**
     * @param nothingYet the stage and what people are to read before the numbers
     * @param length     bytes; 0 or less where unknown
     */
    ProgressTracker(Consumer<Progress> sink, Progress nothingYet, long length, Clock clock) {
        this.sink = sink;
        this.nothingYet = nothingYet;
        this.length = length;
        this.step = step(length);
        this.clock = clock;
        this.start = clock.instant();
        this.next = start.plus(INTERVAL);
    }

    /** 0.9 % in whole bytes, rounded up. In two parts, or the greatest lengths would overflow. */
    private static long step(long length) {
        return length / 1_000 * 9 + Math.ceilDiv(length % 1_000 * 9, 1_000);
    }

    /** So many bytes more have been done; 0 or less, as a stream says at its end, are none. */
    public synchronized void add(long bytes) {
        if (bytes > 0) {
            advanceTo(bytes > Long.MAX_VALUE - processed ? Long.MAX_VALUE : processed + bytes);
        }
    }

    /** So many bytes have been done in all. Fewer than before count for nothing. */
    public synchronized void set(long total) {
        advanceTo(total);
    }

    private void advanceTo(long total) {
        if (total <= processed) {
            return;
        }
        processed = total;
        if (length > 0 ? isFurther() : isTime()) {
            report();
        }
    }

    private boolean isFurther() {
        return reported < length && (processed >= length || processed - reported >= step);
    }

    private boolean isTime() {
        return !clock.instant().isBefore(next);
    }

    /** With the lock held, so that no sample overtakes a later one. */
    private void report() {
        var now = clock.instant();
        reported = processed;
        next = now.plus(INTERVAL);
        sink.accept(nothingYet.with(percent(), processed, speed(now)));
    }

    /** Not 0, which would mean unknown, and 100 only when all is there, whatever the rounding. */
    private int percent() {
        if (length <= 0) {
            return 0;
        }
        return processed >= length ? 100 : Math.clamp((long) (100.0 * processed / length), 1, 99);
    }

    private long speed(Instant now) {
        var micros = ChronoUnit.MICROS.between(start, now);
        return micros > 0 ? (long) (processed * MICROS_PER_SECOND / micros) : 0;
    }
}
