package io.operations.operation;

import java.util.List;
import org.springframework.stereotype.Component;

/** Tells all who care that an operation is final, once that is committed. */
@Component
class Endings {

    private static final OperationLog LOG = OperationLog.of(Endings.class);

    private final Waiters waiters;
    private final EndsElsewhere others;
    private final OperationEvents events;
    private final OperationMetrics metrics;

    Endings(Waiters waiters, EndsElsewhere others, OperationEvents events, OperationMetrics metrics) {
        this.waiters = waiters;
        this.others = others;
        this.events = events;
        this.metrics = metrics;
    }

    /** Waiters first, then listeners. */
    void ended(OperationRow row) {
        metrics.finished(row);
        waiters.complete(row);
        others.tell(row.header().id());
        events.publish(row);
        LOG.info(row, "{}", row.state().status().text());
    }

    /** The same of operations that are not live here. */
    void endedUnowned(List<OperationRow> rows) {
        rows.forEach(row -> {
            events.movesOn(row.header().id());
            ended(row);
        });
    }
}
