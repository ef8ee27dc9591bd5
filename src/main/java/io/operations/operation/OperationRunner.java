package io.operations.operation;

import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Runs operations, each on a virtual thread of its own, in the slots that there are. */
@Component
class OperationRunner {

    private static final OperationLog LOG = OperationLog.of(OperationRunner.class);

    private final Slots slots;
    private final Completion completion;
    private final Retries retries;
    private final Alarms alarms;
    private final OperationMetrics metrics;
    private final Traces traces;
    private final Clock clock;

    OperationRunner(
            Slots slots,
            Completion completion,
            Retries retries,
            Alarms alarms,
            OperationMetrics metrics,
            Traces traces,
            Clock clock) {
        this.slots = slots;
        this.completion = completion;
        this.retries = retries;
        this.alarms = alarms;
        this.metrics = metrics;
        this.traces = traces;
        this.clock = clock;
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
    void giveBack(Slot slot, SlotHolder holder) {
        if (slot == Slot.TAKEN) slots.giveBack(holder, 1);
    }

    /** Starts an operation whose row is committed and this member's. Returns at once. */
    void start(Operation operation, Slot slot) {
        if (operation.hooks().run() == null && !operation.header().family().isParent()) {
            giveBack(slot, SlotHolder.of(operation.header()));
            startIdle(operation);
        } else if (operation.live().begin()) {
            operation.live().announce();
            Thread.ofVirtual().name("operation-" + operation.id()).start(() -> run(operation, slot));
        } else {
            giveBack(slot, SlotHolder.of(operation.header()));
        }
    }

    /** Nothing runs; it goes on until somebody ends it, or its time is over. */
    private void startIdle(Operation operation) {
        if (operation.operationClass() != OperationClass.WEBSOCKET) {
            var description = operation.type().description();
            completion.endLater(
                    operation,
                    new Outcome.Failed("No run hook is defined for durable operation \"" + description + "\"", 500));
            return;
        }
        endInTime(operation, operation.live().startClock());
        operation.live().announce();
    }

    /** Whatever it does then: it may wait for its next attempt, or for a slot. */
    private void endInTime(Operation operation, @Nullable Instant deadline) {
        if (deadline != null) {
            var alarm = alarms.at(deadline, "deadline-" + operation.id(), operation.live()::expire);
            operation.live().finished().whenComplete((_, _) -> alarm.cancel(false));
        }
    }

    private void run(Operation operation, Slot slot) {
        var lease = new SlotLease(slots, SlotHolder.of(operation.header()), slot == Slot.TAKEN);
        Outcome outcome;
        try {
            operation.live().enter(Thread.currentThread());
            if (slot == Slot.TO_BE_TAKEN) lease.take();
            endInTime(operation, operation.live().run());
            LOG.info(operation, "Started");
            outcome = lease.during(() -> call(operation));
        } catch (Throwable thrown) {
            outcome = outcome(operation, thrown);
        } finally {
            operation.live().leave();
        }
        lease.close();
        endOrRetry(operation, outcome);
    }

    /** Whoever looks at the trace, or reads what the hook logs, finds which operation it was. */
    private Outcome call(Operation operation) {
        var span = traces.begin(operation);
        Outcome outcome = new Outcome.Succeeded();
        try (var _ = span.makeCurrent();
                var _ = OperationLog.inside(operation)) {
            metrics.started(operation.type(), operation.header().createdAt(), clock.instant());
            work(operation);
        } catch (Throwable thrown) {
            outcome = outcome(operation, thrown);
        }
        Traces.end(span, outcome);
        return outcome;
    }

    private void work(Operation operation) throws Exception {
        var hook = operation.hooks().run();
        if (operation.header().family().isParent()) {
            new BulkRun(operation, this, slots).run();
        } else if (hook != null) {
            hook.run(operation);
        }
    }

    private void endOrRetry(Operation operation, Outcome outcome) {
        if (!(outcome instanceof Outcome.Failed failure) || !retries.retry(operation, failure, this::startAgain)) {
            completion.end(operation, outcome);
        }
    }

    /** The next attempt of a child, on its own thread. */
    private void startAgain(Operation child) {
        try {
            slots.take(SlotHolder.of(child.header()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (beginsAgain(child)) {
            child.live().announce();
            run(child, Slot.TAKEN);
        } else {
            slots.giveBack(SlotHolder.of(child.header()), 1);
        }
    }

    private boolean beginsAgain(Operation child) {
        var begun = child.live().beginAgain();
        if (begun == null) {
            return false;
        }
        try {
            // After a commit whose answer was lost, the second try finds the row in the next attempt already.
            if (Futures.join(begun) || completion.isStillOurs(child)) {
                return true;
            }
            completion.refused(child);
        } catch (OperationException.Unavailable e) {
            LOG.debug(child, "Left for another member to retry");
        } catch (RuntimeException e) {
            completion.end(child, outcome(child, e));
        }
        return false;
    }

    /** Starts a child that waits for its time since before it came to this member. */
    void startWhenDue(Operation child, Instant due) {
        endInTime(child, child.state().pacing().deadline());
        alarms.at(due, "retry-" + child.id(), () -> {
            try {
                slots.take(SlotHolder.of(child.header()));
                start(child, Slot.TAKEN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Whatever a hook throws, an {@link Error} too, is the end of its operation and of nothing else. */
    private static Outcome outcome(Operation operation, Throwable thrown) {
        try {
            if (Outcome.isBug(thrown)) {
                LOG.error(operation, thrown, "Run hook failed unexpectedly");
            }
            return Outcome.of(thrown);
        } catch (RuntimeException | Error e) {
            // An exception of the hook's own that throws when asked for its message.
            return new Outcome.Failed(Outcome.UNEXPECTED_TEXT, Outcome.UNSPECIFIED_CODE);
        }
    }
}
