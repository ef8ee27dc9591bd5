package io.operations.operation;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * How this member parts with operations: it sees them to their end, or lets go of them. The order at an end is always the
 * same: commit the final state, then release the waiters, then publish the event.
 */
@Component
class Completion {

    private static final Logger LOG = LoggerFactory.getLogger(Completion.class);
    private static final OperationLog OPERATIONS = OperationLog.of(Completion.class);

    private static final Backoff PAUSES = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));

    private final OperationRepository repository;
    private final MetadataJournal journal;
    private final LocalOperations local;
    private final Cancellation cancellation;
    private final Endings endings;
    private final Fence fence;

    Completion(
            OperationRepository repository,
            MetadataJournal journal,
            LocalOperations local,
            OperationLifecycle lifecycle,
            Cancellation cancellation,
            Endings endings,
            Fence fence) {
        this.repository = repository;
        this.journal = journal;
        this.local = local;
        this.cancellation = cancellation;
        this.endings = endings;
        this.fence = fence;
        journal.onRefused(this::refused);
        lifecycle.onIdleEnd(operation -> endLater(operation, Outcome.cancelled()));
    }

    /** For those who must not wait until it is written. */
    void endLater(Operation operation, Outcome outcome) {
        Thread.ofVirtual().name("end-" + operation.id()).start(() -> end(operation, outcome));
    }

    /** Brings an operation of this member to its end, unless it has been, or this member has lost it. */
    void end(Operation operation, Outcome outcome) {
        var last = operation.live().close(outcome);
        if (last == null) {
            return;
        }
        try {
            var recorded = record(operation, last);
            if (recorded == null) {
                refused(operation);
            } else {
                settle(operation, recorded);
            }
        } catch (RuntimeException e) {
            leaveToRepair(operation, last, e);
        }
    }

    /**
     * Stores the outcome, and offers it again for as long as this member runs. If PostgreSQL refuses the values in it, a
     * failure takes its place. If that is refused as well, it was not the fault of the values: the outcome is next again.
     *
     * @return the final state that is in PostgreSQL; null if another member has the operation
     */
    private @Nullable OperationState record(Operation operation, OperationState last) {
        var offered = last;
        for (var failures = 1; true; failures++) {
            try {
                return isCommitted(operation, offered) ? offered : null;
            } catch (OperationException.Unavailable e) {
                throw e;
            } catch (RuntimeException e) {
                if (failures == 1) OPERATIONS.error(operation, e, "Outcome cannot be stored");
                var isItsFault = offered.equals(last) && DatabaseFault.of(e) == DatabaseFault.REFUSED;
                offered = isItsFault ? last.unstorable() : last;
                if (!isItsFault) PAUSES.pauseAfter(failures);
            }
        }
    }

    private boolean isCommitted(Operation operation, OperationState last) {
        for (var failures = 1; true; failures++) {
            if (Futures.join(repository.finish(operation.header(), operation.owner(), last))) {
                return true;
            }
            try {
                return repository.isEndedByOwner(operation.id(), last);
            } catch (DataAccessException | TransactionException e) {
                LOG.debug("The database went away again; the next try waits for it", e);
                PAUSES.pauseAfter(failures);
            }
        }
    }

    /** Asks until the database answers. */
    boolean isStillOurs(Operation operation) {
        for (var failures = 1; true; failures++) {
            try {
                return !repository
                        .owned(operation.owner(), List.of(operation.id()))
                        .isEmpty();
            } catch (DataAccessException | TransactionException e) {
                LOG.debug("The database went away again", e);
                PAUSES.pauseAfter(failures);
            }
        }
    }

    private void leaveToRepair(Operation operation, OperationState last, RuntimeException reason) {
        giveAway(operation);
        OPERATIONS.error(
                operation, reason, "The outcome {} was not recorded; the operation will be repaired", last.status());
    }

    /** It stays live until all have been told: who waits for nothing to be live waits for that too. */
    private void settle(Operation operation, OperationState last) {
        journal.forget(operation);
        operation.live().settle(last);
        endings.ended(operation.row());
        local.remove(operation);
        // Only now, or a parent could end, and say so, before its child has.
        operation.live().done();
    }

    /** Stops running an operation that others may now claim, and says nothing more about it. */
    void giveAway(Operation operation) {
        operation.live().abandon();
        local.remove(operation);
        journal.forget(operation);
    }

    /** A write has shown that the row is somebody else's. */
    void refused(Operation operation) {
        fence.refused();
        lose(operation);
    }

    /** The row has become somebody else's behind our back, and those of its children with it; so has what was asked of them. */
    void lose(Operation operation) {
        var cancelled = operation.family().stream()
                .filter(it -> it.header().durable() && it.live().isCancelRequested())
                .map(Operation::id)
                .toList();
        operation.family().forEach(this::giveAway);
        cancelled.forEach(cancellation::passOn);
        endings.mayHaveEnded(operation.family().stream().map(Operation::id).toList());
        OPERATIONS.warn(operation, "Operation is no longer this member's");
    }
}
