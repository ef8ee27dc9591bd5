package io.operations.operation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Brings what changes in live operations to their rows: at once when the last write is long enough ago, else when it is.
 * However often an operation changes, at most one write of it is waiting or under way.
 */
@Component
class MetadataJournal implements DisposableBean {

    private static final OperationLog LOG = OperationLog.of(MetadataJournal.class);

    private final OperationRepository repository;
    private final Clock clock;
    private final Duration interval;

    // By identity: after a handover another object may stand for the same operation, while a write of this one waits.
    private final Map<Operation, Entry> entries = new ConcurrentHashMap<>();
    private final Set<Operation> refused = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("metadata-journal").daemon().factory());

    private volatile Consumer<Operation> onRefused = _ -> {};

    /** @param again whether it changed since the write that is waiting or under way began */
    private record Entry(Instant lastWrite, boolean busy, boolean again) {}

    MetadataJournal(OperationRepository repository, Clock clock, OperationSettings settings) {
        this.repository = repository;
        this.clock = clock;
        this.interval = settings.metadata().persistInterval();
    }

    /** Whom to tell of an operation whose row is no longer this member's, as a write of it has shown. */
    void onRefused(Consumer<Operation> listener) {
        onRefused = listener;
    }

    /** Notes a change. Never blocks. */
    void changed(Operation operation) {
        var now = clock.instant();
        var delay = new long[] {-1};
        entries.compute(operation, (_, entry) -> {
            if (entry != null && entry.busy) {
                return new Entry(entry.lastWrite, true, true);
            }
            delay[0] = entry == null ? 0 : Math.max(0, nanosUntilDue(entry, now));
            return new Entry(entry == null ? Instant.MIN : entry.lastWrite, true, false);
        });
        if (delay[0] == 0) {
            write(operation);
        } else if (delay[0] > 0) {
            timer.schedule(() -> write(operation), delay[0], TimeUnit.NANOSECONDS);
        }
    }

    private long nanosUntilDue(Entry entry, Instant now) {
        // Never more than the interval: the clock may have been set back since.
        return Math.min(Duration.between(now, entry.lastWrite.plus(interval)).toNanos(), interval.toNanos());
    }

    private void write(Operation operation) {
        entries.computeIfPresent(operation, (_, it) -> new Entry(it.lastWrite, true, false));
        if (operation.live().isClosed()) {
            forget(operation);
            return;
        }
        var attempt = operation.attempt();
        operation.live().write().whenComplete((hit, failure) -> {
            written(operation);
            check(operation, attempt, hit, failure);
        });
    }

    private void written(Operation operation) {
        var now = clock.instant();
        var again = new boolean[1];
        entries.computeIfPresent(operation, (_, it) -> {
            again[0] = it.again;
            return new Entry(now, false, false);
        });
        if (again[0]) {
            changed(operation);
        }
    }

    /** A miss of an earlier attempt says nothing: the next may have begun before this was written. */
    private void check(Operation operation, int attempt, @Nullable Boolean hit, @Nullable Throwable failure) {
        if (failure == null) {
            refused.remove(operation);
        } else if (!operation.live().isClosed() && refused.add(operation)) {
            LOG.warn(operation, failure, "Its row is behind until it can be written again");
        }
        if (Boolean.FALSE.equals(hit)
                && operation.attempt() == attempt
                && !operation.live().isClosed()) {
            onRefused.accept(operation);
        }
    }

    /** What was written without the journal has missed the row. */
    void refused(Operation operation) {
        if (!operation.live().isClosed()) {
            onRefused.accept(operation);
        }
    }

    /** Writes at once what must not wait its turn: a new status. */
    void writeNow(Operation operation) {
        var attempt = operation.attempt();
        operation.live().write().whenComplete((hit, failure) -> check(operation, attempt, hit, failure));
    }

    /** Writes again what PostgreSQL refused, and tells how many that are. */
    int repair() {
        refused.removeIf(it -> it.live().isClosed());
        var behind = Set.copyOf(refused);
        behind.forEach(this::writeNow);
        return behind.size();
    }

    /** The operation has ended. */
    void forget(Operation operation) {
        entries.remove(operation);
        refused.remove(operation);
    }

    @Override
    public void destroy() {
        timer.shutdownNow();
    }
}
