package io.operations.operation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** Passes samples on that say another percentage than before, and once a second those that know none. */
final class ThrottledProgress implements RunContext.ProgressHandler {

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final int ALL = 100;

    private final Consumer<Progress> sink;
    private final Progress nothingYet;
    private final Clock clock;
    private Instant next = Instant.MIN;
    private int highest;

    ThrottledProgress(Consumer<Progress> sink, Progress nothingYet, Clock clock) {
        this.sink = sink;
        this.nothingYet = nothingYet;
        this.clock = clock;
    }

    @Override
    public synchronized void report(int percent, long processed, long speed) {
        var capped = Math.min(percent, ALL);
        var now = clock.instant();
        if (capped > 0 ? capped > highest : highest < ALL && !now.isBefore(next)) {
            highest = Math.max(highest, capped);
            next = now.plus(INTERVAL);
            sink.accept(nothingYet.with(capped, processed, speed));
        }
    }
}
