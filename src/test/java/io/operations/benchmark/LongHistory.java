package io.operations.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * What it costs to schedule, and to list what is active, when there is a long history, beside the same with none; then how
 * that history is pruned.
 */
record LongHistory(Stage stage, DirectLoad direct, Listing listing, History history, Pruning pruning, Report report) {

    /** @param listing milliseconds; the other is operations a second */
    private record Speeds(Samples full, Samples listing) {

        Speeds and(Speeds others) {
            return new Speeds(full.and(others.full), listing.and(others.listing));
        }
    }

    void measure(long rows, TestClock clock) throws Exception {
        history.clear();
        speeds(); // To warm up.
        var before = speeds();
        var end = Instant.now().truncatedTo(ChronoUnit.HOURS);
        var begin = System.nanoTime();
        var filled = history.fill(end, rows);
        var seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
        assertThat(history.filled()).isEqualTo(filled);
        var full = speeds();
        pruning.measure(clock, end);
        tell(filled, before.and(speeds()), full, "filled in " + seconds + " s; beside before and after");
    }

    private Speeds speeds() throws Exception {
        stage.database().settle();
        return new Speeds(direct.rate(), listing.measure());
    }

    private void tell(long rows, Speeds was, Speeds is, String note) {
        var name = String.format(Locale.ROOT, "history of %,d: ", rows);
        report.speed(name + "16 producers", "operations/s", was.full(), is.full(), "target 0.9; " + note);
        report.speed(
                name + "listing of 100 active",
                "a second",
                was.listing().perSecond(),
                is.listing().perSecond(),
                "target 0.9; p50 on one connection");
    }
}
