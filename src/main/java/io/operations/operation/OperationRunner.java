package io.operations.operation;

import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Runs operations, each on a virtual thread of its own, and sees each to its end. The order there is always the same:
 * commit the final state, then release the waiters, then publish the event.
 */
@Component
class OperationRunner {

    private static final Logger LOG = LoggerFactory.getLogger(OperationRunner.class);

    private final OperationRepository repository;
    private final MetadataJournal journal;
    private final LocalOperations local;
    private final Slots slots;
    private final OperationLifecycle lifecycle;
    private final OperationMetrics metrics;
    private final Clock clock;

    OperationRunner(
            OperationRepository repository,
            MetadataJournal journal,
            LocalOperations local,
            Slots slots,
            OperationLifecycle lifecycle,
            OperationMetrics metrics,
            Clock clock) {
        this.repository = repository;
        this.journal = journal;
        this.local = local;
        this.slots = slots;
        this.lifecycle = lifecycle;
        this.metrics = metrics;
        this.clock = clock;
        journal.onLost(this::lose);
    }

    /** How an operation gets its slot. */
    enum Slot {
        /** It has one. */
        TAKEN,
        /** It waits for one in this process. */
        TO_BE_TAKEN,
        /** It waits in PostgreSQL for whichever member has one. */
        QUEUED,
        /** Housekeeping goes on when all slots are in use. */
        NOT_NEEDED;

        OperationStatus status() {
            return this == TAKEN || this == NOT_NEEDED ? OperationStatus.RUNNING : OperationStatus.PENDING;
        }

        /** The attempt it is accepted with: the first is under way, or left to whoever claims it. */
        int attempt() {
            return this == QUEUED ? 0 : 1;
        }
    }

    /** Gives back the slot of an operation that was not accepted after all. */
    void giveBack(Slot slot) {
        slots.giveBack(slot == Slot.TAKEN ? 1 : 0);
    }

    /** Starts an operation whose row is committed and this member's. Returns at once. */
    void start(Operation operation, RunHook hook, Slot slot) {
        operation.announce();
        Thread.ofVirtual().name("operation-" + operation.id()).start(() -> run(operation, hook, slot));
    }

    private void run(Operation operation, RunHook hook, Slot slot) {
        var taken = slot == Slot.TAKEN;
        Outcome outcome;
        try {
            operation.enter(Thread.currentThread());
            if (slot == Slot.TO_BE_TAKEN) {
                slots.take();
                taken = true;
                operation.become(OperationStatus.RUNNING);
            }
            metrics.started(operation.type(), operation.header().createdAt(), clock.instant());
            hook.run(operation);
            outcome = new Outcome.Succeeded();
        } catch (Throwable thrown) {
            outcome = outcome(operation, thrown);
        } finally {
            operation.leave();
        }
        slots.giveBack(taken ? 1 : 0);
        end(operation, outcome);
    }

    /** Whatever a hook throws, an {@link Error} too, is the end of its operation and of nothing else. */
    private static Outcome outcome(Operation operation, Throwable thrown) {
        if (Outcome.isBug(thrown)) {
            LOG.atError()
                    .addKeyValue("operation", operation.id())
                    .addKeyValue("type", operation.type().name())
                    .setCause(thrown)
                    .log("Run hook failed unexpectedly");
        }
        return Outcome.of(thrown);
    }

    /** Brings an operation of this member to its end, unless it has lost it. */
    void end(Operation operation, Outcome outcome) {
        if (operation.isClosed()) {
            return;
        }
        var last = operation.close(outcome);
        try {
            if (Futures.join(repository.finish(operation.id(), operation.owner(), last))
                    || isRecorded(operation, last)) {
                settle(operation, last);
            } else {
                lose(operation);
            }
        } catch (RuntimeException e) {
            local.remove(operation);
            LOG.atError()
                    .addKeyValue("operation", operation.id())
                    .setCause(e)
                    .log("The outcome {} was not recorded; the operation will be repaired", last.status());
        }
    }

    /** After a commit whose answer was lost, the second try finds no row to move: the first one did it. */
    private boolean isRecorded(Operation operation, OperationState last) {
        return repository
                .find(operation.id())
                .filter(it -> it.state().status() == last.status() && it.state().attempt() == last.attempt())
                .isPresent();
    }

    private void settle(Operation operation, OperationState last) {
        operation.settle(last);
        local.remove(operation);
        journal.forget(operation);
        lifecycle.ended(operation.row());
        metrics.finished(operation.type(), operation.row());
    }

    /** Stops running an operation that others may now claim, and says nothing more about it. */
    void giveAway(Operation operation) {
        operation.abandon();
        local.remove(operation);
        journal.forget(operation);
    }

    /** The row has become somebody else's behind our back. */
    void lose(Operation operation) {
        metrics.fenced();
        giveAway(operation);
        LOG.atWarn().addKeyValue("operation", operation.id()).log("Operation is no longer this member's");
    }
}
