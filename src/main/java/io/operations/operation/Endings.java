package io.operations.operation;

import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Tells all who care that an operation is final, once that is committed. */
@Component
class Endings {

    private static final OperationLog LOG = OperationLog.of(Endings.class);

    private final Waiters waiters;
    private final EndsElsewhere others;
    private final OperationEvents events;
    private final MissedEvents missed;
    private final OperationMetrics metrics;
    private final Clock clock;

    Endings(
            Waiters waiters,
            EndsElsewhere others,
            OperationEvents events,
            MissedEvents missed,
            OperationMetrics metrics,
            Clock clock) {
        this.waiters = waiters;
        this.others = others;
        this.events = events;
        this.missed = missed;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Waiters first, then listeners. */
    void ended(OperationRow row) {
        try (var _ = Traces.origin(row).makeCurrent()) {
            metrics.finished(row);
        }
        waiters.complete(row);
        others.tell(row.header().id());
        events.publish(row);
        LOG.info(row, "{}", row.state().status().text());
    }

    /** They are no longer this member's, and whoever has them now may have ended them. */
    void mayHaveEnded(Collection<UUID> ids) {
        others.suspect(ids);
    }

    /**
     * The same of operations that are not live here.
     *
     * @param ending ends them; if its answer is lost they may have ended all the same
     */
    List<OperationRow> endUnowned(Supplier<List<OperationRow>> ending) {
        var begin = clock.instant();
        try {
            var ended = ending.get();
            endedUnowned(ended);
            return ended;
        } catch (DataAccessException | TransactionException e) {
            missed.mayHaveEnded(begin);
            throw e;
        }
    }

    private void endedUnowned(List<OperationRow> rows) {
        rows.forEach(row -> {
            events.movesOn(row.header().id());
            ended(row);
        });
    }
}
