package io.operations.operation;

import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
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
    private final UncertainEnds uncertain;
    private final OperationMetrics metrics;
    private final Quotas quotas;
    private final Clock clock;

    Endings(
            Waiters waiters,
            EndsElsewhere others,
            OperationEvents events,
            UncertainEnds uncertain,
            OperationMetrics metrics,
            Quotas quotas,
            Clock clock) {
        this.waiters = waiters;
        this.others = others;
        this.events = events;
        this.uncertain = uncertain;
        this.metrics = metrics;
        this.quotas = quotas;
        this.clock = clock;
    }

    /** Waiters first, then listeners. */
    void ended(OperationRow row) {
        tell(row, events::publish);
    }

    private void tell(OperationRow row, Consumer<OperationRow> publish) {
        try (var _ = Traces.origin(row).makeCurrent()) {
            metrics.finished(row);
        }
        quotas.ended(row);
        waiters.complete(row);
        others.tell(row.header().id());
        publish.accept(row);
        LOG.info(row, "{}", row.state().status().text());
    }

    /** They are no longer this member's, and whoever has them now may have ended them. */
    void mayHaveEnded(Collection<UUID> ids) {
        others.suspect(ids);
    }

    /**
     * The same of operations that are not live here.
     *
     * @param ending ends them, and marks each with what it is given; if its answer is lost they may have ended all the same
     */
    List<OperationRow> endUnowned(Function<UUID, List<OperationRow>> ending) {
        var begin = clock.instant();
        var marker = UUID.randomUUID();
        try {
            var ended = ending.apply(marker);
            ended.forEach(it -> endedUnowned(it, events::publish));
            return ended;
        } catch (DataAccessException | TransactionException e) {
            if (!DatabaseFault.isAnswered(e)) {
                uncertain.add(marker, begin, it -> endedUnowned(it, events::publishAgain));
            }
            throw e;
        }
    }

    private void endedUnowned(OperationRow row, Consumer<OperationRow> publish) {
        events.movesOn(row.header().id());
        tell(row, publish);
    }
}
