package io.operations.operation;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * Measures time that passes, in microseconds, and goes on evenly when somebody sets the computer's clock. It does not know
 * what time of day it is.
 */
final class SteadyClock extends Clock {

    static final Clock INSTANCE = new SteadyClock();

    private SteadyClock() {}

    @Override
    public Instant instant() {
        return Instant.EPOCH.plusNanos(System.nanoTime()).truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
