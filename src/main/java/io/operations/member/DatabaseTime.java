package io.operations.member;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL's time of day, without a question to PostgreSQL: each heartbeat tells it, and the time that passes until the next
 * is measured. How the computer's own clock is set decides nothing; it only counts until the first heartbeat.
 */
public final class DatabaseTime {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseTime.class);

    /** A computer's clock that is further off is told of, and PostgreSQL's own was set if it steps back so far. */
    private static final Duration TOLERANCE = Duration.ofSeconds(1);

    private final InstantSource wall;
    private final LongSupplier nanos;
    private volatile Reading reading;
    private volatile Duration offset = Duration.ZERO;
    private Duration said = Duration.ZERO;

    /**
     * What the time was.
     *
     * @param nanos  when it was that, in the time that passes
     * @param excess by how much the time is ahead of PostgreSQL's. Until that is made up for it passes half as fast, so that
     *               it never goes back
     */
    private record Reading(long nanos, Instant time, Duration excess) {

        Instant at(long now) {
            var passed = now - nanos;
            return time.plusNanos(passed).plusNanos(Math.max(0, excess.toNanos() - passed / 2));
        }
    }

    DatabaseTime() {
        this(InstantSource.system(), System::nanoTime);
    }

    /**
     * The time of a computer.
     *
     * @param wall  its clock
     * @param nanos the time that passes, in nanoseconds
     */
    DatabaseTime(InstantSource wall, LongSupplier nanos) {
        this.wall = wall;
        this.nanos = nanos;
        this.reading = new Reading(nanos.getAsLong(), wall.instant(), Duration.ZERO);
    }

    /** This time as a clock. In microseconds, as PostgreSQL keeps it: with more than that a time would come back as another. */
    public Clock clock() {
        InstantSource source = () -> now().truncatedTo(ChronoUnit.MICROS);
        return source.withZone(ZoneOffset.UTC);
    }

    private Instant now() {
        return reading.at(nanos.getAsLong());
    }

    /** The time that passes, to be given to {@link #told}. */
    long begin() {
        return nanos.getAsLong();
    }

    /**
     * PostgreSQL has told its time. The answer took a while, so that its time is now this or up to so much later; what lies
     * between is left as it is.
     *
     * @param asked when the question was sent
     */
    synchronized void told(Instant time, long asked) {
        var received = nanos.getAsLong();
        var latest = time.plusNanos(received - asked);
        var guess = reading.at(received);
        if (guess.isBefore(time)) {
            reading = new Reading(received, time, Duration.ZERO);
        } else if (guess.isAfter(latest)) {
            reading = later(received, latest, Duration.between(latest, guess));
        }
        compare(received);
    }

    private static Reading later(long received, Instant latest, Duration excess) {
        return new Reading(received, latest, excess.compareTo(TOLERANCE) < 0 ? excess : Duration.ZERO);
    }

    /** Told again when it has changed. */
    private void compare(long received) {
        offset = Duration.between(reading.at(received), wall.instant());
        if (!differs(offset.minus(said))) return;
        said = offset;
        if (differs(offset)) {
            LOG.warn("This computer's clock differs from PostgreSQL's by {} s; PostgreSQL's counts", seconds(offset));
        } else {
            LOG.info("This computer's clock agrees with PostgreSQL's again");
        }
    }

    private static boolean differs(Duration difference) {
        return difference.abs().compareTo(TOLERANCE) > 0;
    }

    /** How far this computer's clock was ahead of PostgreSQL's at the last heartbeat; negative where it is behind. */
    Duration offset() {
        return offset;
    }

    static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
