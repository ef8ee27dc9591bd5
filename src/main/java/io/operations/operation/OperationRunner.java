package io.operations.operation;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

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
    private final Retries retries;
    private final Alarms alarms;
    private final OperationMetrics metrics;
    private final Clock clock;

    OperationRunner(
            OperationRepository repository,
            MetadataJournal journal,
            LocalOperations local,
            Slots slots,
            OperationLifecycle lifecycle,
            Retries retries,
            Alarms alarms,
            OperationMetrics metrics,
            Clock clock) {
        this.repository = repository;
        this.journal = journal;
        this.local = local;
        this.slots = slots;
        this.lifecycle = lifecycle;
        this.retries = retries;
        this.alarms = alarms;
        this.metrics = metrics;
        this.clock = clock;
        journal.onLost(this::lose);
        lifecycle.onIdleEnd(operation -> endLater(operation, Outcome.cancelled()));
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
        NOT_NEEDED,
        /** Nobody ever runs it. */
        NOBODYS;

        /** Whether it begins as soon as it is accepted. */
        boolean isStart() {
            return this == TAKEN || this == NOT_NEEDED || this == NOBODYS;
        }

        OperationStatus status() {
            return isStart() ? OperationStatus.RUNNING : OperationStatus.PENDING;
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
    void start(Operation operation, Slot slot) {
        if (operation.hooks().run() == null && !operation.header().family().isParent()) {
            giveBack(slot);
            startIdle(operation);
        } else if (operation.live().begin()) {
            operation.live().announce();
            Thread.ofVirtual().name("operation-" + operation.id()).start(() -> run(operation, slot));
        } else {
            giveBack(slot);
        }
    }

    /** Nothing runs; it goes on until somebody ends it, or its time is over. */
    private void startIdle(Operation operation) {
        if (operation.operationClass() != OperationClass.WEBSOCKET) {
            endLater(operation, new Outcome.Failed("No run hook is defined for operation type", 500));
            return;
        }
        var alarm = alarm(operation, operation.live().startClock());
        operation.live().finished().whenComplete((_, _) -> alarm.cancel(false));
        operation.live().announce();
    }

    private Future<?> alarm(Operation operation, @Nullable Instant deadline) {
        return deadline == null
                ? CompletableFuture.completedFuture(null)
                : alarms.at(deadline, "deadline-" + operation.id(), operation.live()::expire);
    }

    private void run(Operation operation, Slot slot) {
        var taken = slot == Slot.TAKEN;
        Future<?> alarm = CompletableFuture.completedFuture(null);
        Outcome outcome;
        try {
            operation.live().enter(Thread.currentThread());
            if (slot == Slot.TO_BE_TAKEN) {
                slots.take();
                taken = true;
            }
            alarm = alarm(operation, operation.live().run());
            metrics.started(operation.type(), operation.header().createdAt(), clock.instant());
            call(operation);
            outcome = new Outcome.Succeeded();
        } catch (Throwable thrown) {
            outcome = outcome(operation, thrown);
        } finally {
            alarm.cancel(false);
            operation.live().leave();
        }
        slots.giveBack(taken ? 1 : 0);
        endOrRetry(operation, outcome);
    }

    private void call(Operation operation) throws Exception {
        var hook = operation.hooks().run();
        if (operation.header().family().isParent()) {
            new BulkRun(operation, this, slots).run();
        } else if (hook != null) {
            hook.run(operation);
        }
    }

    private void endOrRetry(Operation operation, Outcome outcome) {
        if (!(outcome instanceof Outcome.Failed failure) || !retries.retry(operation, failure, this::startAgain)) {
            end(operation, outcome);
        }
    }

    /** The next attempt of a child, on its own thread. */
    private void startAgain(Operation child) {
        try {
            slots.take();
            var begun = child.live().beginAgain();
            if (begun != null && Futures.join(begun)) {
                child.live().announce();
                run(child, Slot.TAKEN);
                return;
            }
            slots.giveBack(1);
            if (begun != null) {
                lose(child);
            }
        } catch (InterruptedException | OperationException.Unavailable e) {
            LOG.atDebug().addKeyValue("operation", child.id()).log("Left for another member to retry");
        }
    }

    /** Starts a child that waits for its time since before it came to this member. */
    void startWhenDue(Operation child, Instant due) {
        alarms.at(due, "retry-" + child.id(), () -> {
            try {
                slots.take();
                start(child, Slot.TAKEN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void endLater(Operation operation, Outcome outcome) {
        Thread.ofVirtual().name("end-" + operation.id()).start(() -> end(operation, outcome));
    }

    /** Whatever a hook throws, an {@link Error} too, is the end of its operation and of nothing else. */
    private static Outcome outcome(Operation operation, Throwable thrown) {
        try {
            if (Outcome.isBug(thrown)) {
                logBug(operation, thrown);
            }
            return Outcome.of(thrown);
        } catch (RuntimeException | Error e) {
            // An exception of the hook's own that throws when asked for its message.
            return new Outcome.Failed(Outcome.UNEXPECTED_TEXT, Outcome.UNSPECIFIED_CODE);
        }
    }

    private static void logBug(Operation operation, Throwable thrown) {
        LOG.atError()
                .addKeyValue("operation", operation.id())
                .addKeyValue("type", operation.type().name())
                .setCause(thrown)
                .log("Run hook failed unexpectedly");
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
                lose(operation);
            } else {
                settle(operation, recorded);
            }
        } catch (RuntimeException e) {
            leaveToRepair(operation, last, e);
        }
    }

    /** The final state that is in PostgreSQL; null if another member has the operation. */
    private @Nullable OperationState record(Operation operation, OperationState last) {
        try {
            return isCommitted(operation, last) ? last : null;
        } catch (OperationException.Unavailable e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("operation", operation.id()).setCause(e).log("Outcome cannot be stored");
            var instead = last.unstorable();
            return isCommitted(operation, instead) ? instead : null;
        }
    }

    private boolean isCommitted(Operation operation, OperationState last) {
        while (true) {
            if (Futures.join(repository.finish(operation.header(), operation.owner(), last))) {
                return true;
            }
            try {
                return isRecorded(operation, last);
            } catch (DataAccessException | TransactionException e) {
                LOG.debug("The database went away again; the next try waits for it", e);
            }
        }
    }

    /** After a commit whose answer was lost, the second try finds no row to move: the first one did it. */
    private boolean isRecorded(Operation operation, OperationState last) {
        return repository
                .find(operation.id())
                .map(OperationRow::state)
                .filter(it -> it.status() == last.status() && it.error().equals(last.error()))
                .filter(it -> it.attempt() == last.attempt())
                .isPresent();
    }

    private void leaveToRepair(Operation operation, OperationState last, RuntimeException reason) {
        giveAway(operation);
        LOG.atError()
                .addKeyValue("operation", operation.id())
                .setCause(reason)
                .log("The outcome {} was not recorded; the operation will be repaired", last.status());
    }

    /** It stays live until all have been told: who waits for nothing to be live waits for that too. */
    private void settle(Operation operation, OperationState last) {
        journal.forget(operation);
        operation.live().settle(last);
        lifecycle.ended(operation.row());
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

    /** The row has become somebody else's behind our back, and those of its children with it. */
    void lose(Operation operation) {
        metrics.fenced();
        operation.family().forEach(this::giveAway);
        LOG.atWarn().addKeyValue("operation", operation.id()).log("Operation is no longer this member's");
    }
}
