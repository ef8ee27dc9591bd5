package io.operations.benchmark;

import com.zaxxer.hikari.HikariDataSource;
import io.operations.operation.OperationClass;
import java.util.Locale;

/**
 * Half of what the service can do, for long, while a snapshot elsewhere is older than all of it: no row of active_operation that
 * dies meanwhile can be vacuumed.
 */
record OldSnapshot(Stage stage, DirectLoad direct, Listing listing, Report report, int producers, int slots) {

    private static final String TABLE = "active_operation";
    private static final int PENDING = 20_000;
    private static final long MINUTE_NANOS = 60_000_000_000L;

    /** @param listing milliseconds; the others are operations a second */
    private record Speeds(Samples full, Samples drain, Samples listing) {

        Speeds and(Speeds others) {
            return new Speeds(full.and(others.full), drain.and(others.drain), listing.and(others.listing));
        }
    }

    void measure(HikariDataSource database, int minutes) throws Exception {
        speeds(); // To warm up.
        var before = speeds();
        Speeds held;
        try (var snapshot = HeldSnapshot.take(database)) {
            load(before.full().median() / 2, minutes);
            tellDead();
            held = speeds();
            snapshot.check();
        }
        stage.database().settle();
        tell(before.and(speeds()), held, "with a snapshot of " + minutes + " min, beside before and after");
    }

    private Speeds speeds() throws Exception {
        return new Speeds(direct.rate(), direct.drain(slots, PENDING), listing.measure());
    }

    private void load(double perSecond, int minutes) throws Exception {
        var paced = new Paced(producers, perSecond, direct.scheduling(OperationClass.DURABLE));
        var succeeded = stage.succeeded();
        var calls = 0;
        var begin = System.nanoTime();
        for (var minute = 1; minute <= minutes; minute++) {
            var end = begin + minute * MINUTE_NANOS;
            var nanos = paced.repeatWhile(() -> System.nanoTime() < end);
            calls += nanos.length;
            if (minute == 1 || minute == minutes) {
                report.times("old snapshot: one call, minute " + minute + " of " + minutes, Samples.ofMillis(nanos));
            }
        }
        var rate = calls * 1e9 / (System.nanoTime() - begin);
        stage.awaitIdle();
        stage.checkSucceeded(succeeded, calls);
        report.row(
                "old snapshot: pace that was kept",
                "ratio",
                Report.number(rate / perSecond),
                "",
                String.format(Locale.ROOT, "%,.0f operations/s asked for, half of full speed", perSecond));
    }

    private void tellDead() {
        var rows = stage.database().deadRows(TABLE);
        var sizes = stage.database().sizes(TABLE);
        report.row("old snapshot: dead rows of " + TABLE, "rows", Report.number(rows), "", "MiB: " + sizes);
    }

    private void tell(Speeds was, Speeds is, String note) {
        var name = "old snapshot: ";
        report.speed(name + producers + " producers", "operations/s", was.full(), is.full(), "target 0.9; " + note);
        report.speed(
                name + String.format(Locale.ROOT, "%,d Pending, then run, again and again", PENDING),
                "operations/s",
                was.drain(),
                is.drain(),
                note);
        report.speed(
                name + "listing of 100 active",
                "a second",
                was.listing().perSecond(),
                is.listing().perSecond(),
                note);
    }
}
