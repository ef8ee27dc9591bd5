package io.operations.benchmark;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** How long many events took, to a tenth of a millisecond, and at most a minute. */
final class Latencies {

    private static final int BIN_MICROS = 100;
    private static final long DAY_MICROS = TimeUnit.DAYS.toMicros(1);
    private static final String BEFORE = "{\"type\":\"operation\",\"timestamp\":\"2026-01-01T";

    private final long[] bins = new long[600_000];
    private long count;

    /**
     * @param event      its text, up to the first fraction of a second as the service writes it
     * @param receivedAt microseconds of the epoch
     */
    void add(ByteBuffer event, long receivedAt) {
        var micros = Math.floorMod(receivedAt - microsOfDay(event, BEFORE.length()), DAY_MICROS);
        bins[(int) Math.min(micros / BIN_MICROS, bins.length - 1)]++;
        count++;
    }

    private static long microsOfDay(ByteBuffer text, int start) {
        var seconds = (two(text, start) * 60 + two(text, start + 3)) * 60 + two(text, start + 6);
        return seconds * 1_000_000 + microsOfSecond(text, start + 8);
    }

    private static long two(ByteBuffer text, int start) {
        return digit(text, start) * 10 + digit(text, start + 1);
    }

    /** Zeros at the end are left out. */
    private static long microsOfSecond(ByteBuffer text, int point) {
        var micros = 0L;
        var at = point + 1;
        for (var unit = 100_000; unit > 0 && text.get(at - 1) != 'Z' && text.get(at) != 'Z'; unit /= 10) {
            micros += digit(text, at++) * unit;
        }
        return micros;
    }

    private static long digit(ByteBuffer text, int at) {
        return text.get(at) - '0';
    }

    long count() {
        return count;
    }

    /** In milliseconds, rounded up. */
    double percentile(double percent) {
        var rank = Math.max(1, (long) Math.ceil(percent / 100 * count));
        var seen = 0L;
        for (var i = 0; i < bins.length; i++) {
            seen += bins[i];
            if (seen >= rank) return (i + 1) * BIN_MICROS / 1e3;
        }
        return Double.NaN;
    }
}
