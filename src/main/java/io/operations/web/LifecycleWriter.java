package io.operations.web;

import io.operations.requestor.LifecycleEntry.Kind;
import io.operations.requestor.LifecycleEvents;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Stores and tells every few seconds what was refused, and prunes what is stored. */
@Component
final class LifecycleWriter implements InitializingBean, DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(LifecycleWriter.class);

    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final Duration BETWEEN_PRUNINGS = Duration.ofMinutes(5);

    private final PendingEntries pending;
    private final LifecycleEvents store;
    private final Lifecycles lifecycles;
    private final Refusals refusals;
    private final SecurityLogSettings settings;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("lifecycle-writer").daemon().factory());

    LifecycleWriter(
            PendingEntries pending,
            LifecycleEvents store,
            Lifecycles lifecycles,
            Refusals refusals,
            SecurityLogSettings settings) {
        this.pending = pending;
        this.store = store;
        this.lifecycles = lifecycles;
        this.refusals = refusals;
        this.settings = settings;
    }

    @Override
    public void afterPropertiesSet() {
        every(PERIOD, this::write);
        every(BETWEEN_PRUNINGS, () -> store.prune(settings.retention(), settings.entries()));
    }

    private void every(Duration period, Runnable task) {
        timer.scheduleWithFixedDelay(() -> attempt(task), period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** An exception would be the end of the timer. */
    private static void attempt(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException failure) {
            LOG.debug("Lifecycle events are not stored or pruned now", failure);
        }
    }

    /** Stores what is pending, then tells those who listen. Entries that cannot be stored are pending again. */
    void write() {
        var left = refusals.takeLeftOut();
        if (left > 0) SecurityLog.leftOut(left);
        var entries = pending.take();
        try {
            store.store(entries);
        } catch (DataAccessException | TransactionException e) {
            entries.forEach(pending::add);
            throw e;
        }
        // A change was told when it was made.
        entries.stream().filter(it -> it.kind() != Kind.CHANGE).forEach(lifecycles::publish);
    }

    /** While the database can still be reached. */
    @Override
    public void destroy() {
        timer.shutdownNow();
        attempt(this::write);
    }
}
