package io.operations.operation;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Statements of this member that were to end operations of nobody, and whose commit was not answered. When the database
 * answers again, it says by their markers what they ended.
 */
@Component
class UncertainEnds {

    private static final Logger LOG = LoggerFactory.getLogger(UncertainEnds.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** By how much clocks may differ. */
    private static final Duration SLACK = Duration.ofMinutes(1);

    /** So many statements are asked for at once: each has ended a portion of operations, and perhaps a family. */
    private static final int PORTION = 10;

    private final ElsewhereRepository elsewhere;
    private final Map<UUID, Uncertain> uncertain = new ConcurrentHashMap<>();
    private final AtomicBoolean looking = new AtomicBoolean();

    private record Uncertain(Instant since, Consumer<OperationRow> tell) {}

    UncertainEnds(ElsewhereRepository elsewhere) {
        this.elsewhere = elsewhere;
    }

    /**
     * Looks for what this statement ended, as soon as the database answers.
     *
     * @param since when the statement began
     * @param tell  is told of each operation that it ended
     */
    void add(UUID marker, Instant since, Consumer<OperationRow> tell) {
        uncertain.put(marker, new Uncertain(since.minus(SLACK), tell));
        look();
    }

    private void look() {
        if (!uncertain.isEmpty() && looking.compareAndSet(false, true)) {
            Thread.ofVirtual().name("uncertain-ends").start(this::lookUntilNone);
        }
    }

    private void lookUntilNone() {
        while (!uncertain.isEmpty()) {
            if (!areFound(uncertain.keySet().stream().limit(PORTION).toList())) LockSupport.parkNanos(PAUSE.toNanos());
        }
        looking.set(false);
        look();
    }

    private boolean areFound(List<UUID> markers) {
        var asked = new HashMap<UUID, Uncertain>();
        uncertain.forEach((marker, it) -> {
            if (markers.contains(marker)) asked.put(marker, it);
        });
        var since = asked.values().stream()
                .map(Uncertain::since)
                .min(Instant::compareTo)
                .orElseThrow();
        try {
            elsewhere.endedWith(markers, since).forEach((row, marker) -> tell(asked.get(marker), row));
            markers.forEach(uncertain::remove);
            return true;
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("Nobody is told while the database is away", e);
            return false;
        }
    }

    private static void tell(@Nullable Uncertain statement, OperationRow row) {
        if (statement != null) statement.tell.accept(row);
    }
}
