package io.operations.member;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * When a member says that it lives, when it looks for those that do not, and when it is cut off from the database: that is seen
 * by a thread that needs no database, and counted from the moment when the last heartbeat that arrived was sent.
 */
final class Heartbeat implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

    /** How long nobody notices that a member has been silent for too long. */
    private static final Duration LOOK = Duration.ofMillis(500);

    private static final Duration WATCH = Duration.ofMillis(100);

    /** How long a heartbeat that is under way may hold up a member that leaves. */
    private static final Duration LAST_HEARTBEAT = Duration.ofSeconds(5);

    private final MemberService member;
    private final Duration interval;
    private final Duration threshold;
    private final Duration patience;
    private final ScheduledExecutorService timer = timer("heartbeat");
    private final ScheduledExecutorService watch = timer("heartbeat-watch");
    private final AtomicBoolean asked = new AtomicBoolean();
    private volatile long heardAt = System.nanoTime();

    /** Written by the heartbeat's thread only, as what follows. */
    private volatile boolean silent;

    private long triedAt = System.nanoTime();
    private long steadySince = System.nanoTime();

    // Of the watch's thread only.
    private boolean isolated;

    Heartbeat(MemberService member, MemberSettings settings) {
        this.member = member;
        this.interval = settings.heartbeatInterval();
        this.threshold = settings.offlineThreshold();
        this.patience = HeartbeatConnection.patience(settings);
    }

    private static ScheduledExecutorService timer(String name) {
        return Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name(name).daemon().factory());
    }

    void start() {
        var look = interval.compareTo(LOOK) < 0 ? interval : LOOK;
        timer.scheduleWithFixedDelay(() -> guarded(this::look), look.toNanos(), look.toNanos(), TimeUnit.NANOSECONDS);
        watch.scheduleWithFixedDelay(
                () -> guarded(this::watch), WATCH.toNanos(), WATCH.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Whether the last one arrived, and the next is not late: one that hangs is given up by then. */
    boolean isHeard() {
        return !silent && !hasPassed(interval.plus(patience).plus(LOOK), heardAt);
    }

    /** Does not wait for its time; whoever asks meanwhile asks for the same. */
    void beatNow() {
        if (!asked.compareAndSet(false, true)) return;
        try {
            timer.execute(() -> guarded(this::beat));
        } catch (RejectedExecutionException leaving) {
            LOG.debug("A member that leaves does not join anew");
        }
    }

    private void look() {
        if (silent || hasPassed(interval, triedAt)) beat();
        if (!silent && hasPassed(threshold, steadySince)) member.giveUpSilent();
    }

    private void beat() {
        // First, so that who asks from here on is heard again.
        asked.set(false);
        triedAt = System.nanoTime();
        try {
            heard(triedAt, member.beat());
        } catch (DataAccessException | TransactionException e) {
            if (!silent) LOG.warn("No heartbeat, the database is away: {}", e.getMessage());
            silent = true;
        } catch (MemberNameTaken e) {
            // Given up, and replaced meanwhile: it writes nothing any more, and takes nothing on, as long as that goes
            // on.
            if (!silent) LOG.error("Not a member any more: {}", e.getMessage());
            silent = true;
        }
    }

    /**
     * Only who has been heard all along may judge the silence of others. After an outage of the database everybody has been
     * silent, and the first to be back would give up all the rest: some may have said so an interval earlier than this one, and
     * be in the middle of a try.
     */
    private void heard(long sent, Optional<Duration> sinceLast) {
        if (sinceLast.isEmpty() || sinceLast.get().compareTo(threshold.minus(interval)) > 0) {
            steadySince = sent;
        } else if (silent) {
            var forTheOthers = interval.plus(patience);
            steadySince =
                    Math.max(steadySince, sent - threshold.minus(forTheOthers).toNanos());
        }
        silent = false;
        heardAt = sent;
    }

    /**
     * The answer to a heartbeat that hung may come just when its time is over. Who is cut off is back with one that is younger, or that
     * would be told twice of one cut.
     */
    private void watch() {
        var before = isolated;
        isolated = hasPassed(before ? threshold.minus(interval) : threshold, heardAt);
        if (isolated && !before) member.isolated();
        if (before && !isolated) LOG.info("This member reaches the database again");
    }

    private static boolean hasPassed(Duration time, long since) {
        return System.nanoTime() - since >= time.toNanos();
    }

    /** What gets past here would be the last heartbeat. */
    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("Who lives cannot be told while the database is away", e);
        } catch (RuntimeException | Error e) {
            LOG.error("Heartbeat failed", e);
        }
    }

    /** Waits for one that is under way: it would find that the member is gone, and join anew. */
    @Override
    public void close() {
        watch.shutdownNow();
        timer.shutdownNow();
        try {
            if (!timer.awaitTermination(LAST_HEARTBEAT.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.warn("The last heartbeat does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
