package io.operations.operation;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Looks into the database at once and again and again, on a thread of its own. The longer a look takes, the longer is the pause
 * after it.
 */
final class RepeatedLook implements SmartLifecycle {

    /** Counting takes the longer the more there is: at most this part of the time goes into it. */
    private static final int SHARE = 20;

    private static final int PHASE = 400;

    private final String thread;
    private final long interval;
    private final Runnable look;
    private @Nullable ScheduledExecutorService timer;

    /**
     * @param thread   its name
     * @param interval the least pause between two looks
     * @param look     must not throw: that would be the last look
     */
    RepeatedLook(String thread, Duration interval, Runnable look) {
        this.thread = thread;
        this.interval = interval.toNanos();
        this.look = look;
    }

    @Override
    public synchronized void start() {
        if (timer != null) return;
        var started = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name(thread).daemon().factory());
        timer = started;
        started.execute(() -> lookAgainAndAgain(started));
    }

    private void lookAgainAndAgain(ScheduledExecutorService on) {
        var begun = System.nanoTime();
        look.run();
        var pause = Math.max(interval, SHARE * (System.nanoTime() - begun));
        if (!on.isShutdown()) on.schedule(() -> lookAgainAndAgain(on), pause, TimeUnit.NANOSECONDS);
    }

    @Override
    public synchronized void stop() {
        if (timer == null) return;
        timer.shutdownNow();
        timer = null;
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
