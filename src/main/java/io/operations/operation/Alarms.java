package io.operations.operation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** Things to be done at a time. One timer for all; what is waited for costs memory and nothing else. */
@Component
class Alarms implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(Alarms.class);

    /** Times beyond are looked at again then: longer delays would overflow. */
    private static final Duration FURTHEST = Duration.ofDays(365);

    private final Clock clock;
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("alarms").daemon().factory());

    Alarms(Clock clock) {
        this.clock = clock;
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Does it then, on a thread of its own; at once if that time is over. Cancel what is returned for it not to be done. */
    Future<?> at(Instant time, String name, Runnable work) {
        var delay = Duration.between(clock.instant(), time);
        var bounded = delay.compareTo(FURTHEST) < 0 ? delay : FURTHEST;
        return timer.schedule(
                () -> Thread.ofVirtual().name(name).start(() -> guarded(name, work)),
                bounded.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    private static void guarded(String name, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("alarm", name).log("Left for the next synchronisation: {}", e.getMessage());
        }
    }

    @Override
    public void destroy() {
        timer.shutdownNow();
    }
}
