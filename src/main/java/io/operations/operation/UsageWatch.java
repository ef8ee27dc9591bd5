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

/** Looks again and again what projects have: each second while this member adds to it, every ten seconds otherwise. */
@Component
class UsageWatch implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(UsageWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /** Looks that are left out while nothing changes here. */
    private static final int QUIET = 10;

    /** Counting takes the longer the more there is: at most this part of the time goes into it. */
    private static final int SHARE = 20;

    private static final int PHASE = 400;

    private final Quotas quotas;
    private @Nullable ScheduledExecutorService timer;
    private int leftOut = QUIET;

    UsageWatch(Quotas quotas) {
        this.quotas = quotas;
    }

    @Override
    public synchronized void start() {
        if (timer != null) return;
        var started = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("usage-watch").daemon().factory());
        timer = started;
        started.execute(() -> lookAgainAndAgain(started));
    }

    private void lookAgainAndAgain(ScheduledExecutorService on) {
        var begun = System.nanoTime();
        if (quotas.hasChanged() || ++leftOut >= QUIET) {
            leftOut = 0;
            look();
        }
        var pause = Math.max(INTERVAL.toNanos(), SHARE * (System.nanoTime() - begun));
        if (!on.isShutdown()) on.schedule(() -> lookAgainAndAgain(on), pause, TimeUnit.NANOSECONDS);
    }

    /** Nothing may get past here, or it would be the last look. */
    private void look() {
        try {
            quotas.look();
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("The usage of projects cannot be read while the database is away", e);
        } catch (RuntimeException | Error e) {
            LOG.error("Failed to read the usage of projects", e);
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
