package io.operations.operation;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** What a member does by itself from time to time. There is no leader: a conflict reference decides where one must. */
@Component
class Housekeeping implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);
    private static final int PHASE = 400;

    private final Partitions partitions;
    private final Synchronizer synchronizer;
    private final EndsElsewhere ends;
    private final CancelRequests cancels;
    private final Acceptance acceptance;
    private final OperationSettings settings;
    private @Nullable ScheduledExecutorService timer;

    Housekeeping(
            Partitions partitions,
            Synchronizer synchronizer,
            EndsElsewhere ends,
            CancelRequests cancels,
            Acceptance acceptance,
            OperationSettings settings) {
        this.partitions = partitions;
        this.synchronizer = synchronizer;
        this.ends = ends;
        this.cancels = cancels;
        this.acceptance = acceptance;
        this.settings = settings;
    }

    private static ScheduledExecutorService newTimer() {
        return Executors.newScheduledThreadPool(
                1, Thread.ofPlatform().name("housekeeping").daemon().factory());
    }

    @Override
    public synchronized void start() {
        if (timer != null) {
            return;
        }
        partitions.makeAhead();
        // What cannot be repaired just now is looked at again.
        guarded(synchronizer::synchronize);
        var started = newTimer();
        repeat(started, this::synchronize, settings.synchronizeInterval());
        repeat(started, ends::lookForMissed, LOOK_INTERVAL);
        repeat(started, cancels::lookForMissed, LOOK_INTERVAL);
        repeat(started, this::prune, settings.retention().pruneInterval());
        timer = started;
    }

    /** What is repaired may become final, and pruning itself may need repair: so the partitions come first. */
    private void synchronize() {
        partitions.makeAhead();
        synchronizer.synchronize();
    }

    private static void repeat(ScheduledExecutorService timer, Runnable work, Duration interval) {
        timer.scheduleWithFixedDelay(() -> guarded(work), interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (OperationException.Unavailable | DataAccessException | TransactionException e) {
            LOG.debug("Left for later", e);
        } catch (RuntimeException | Error e) {
            // What gets past here would never be repeated.
            LOG.error("Housekeeping failed", e);
        }
    }

    private void prune() {
        try {
            acceptance.accept(PruneHook.args(), null, null);
        } catch (OperationException.Conflict e) {
            LOG.debug("Another member prunes");
        }
    }

    @Override
    public synchronized void stop() {
        if (timer != null) {
            timer.shutdownNow();
            timer = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return timer != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
