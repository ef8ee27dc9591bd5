package io.operations.operation;

import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What changes in a live operation, and the order in which it may. Safe for many threads: its lock is the operation's. */
final class LiveState {

    private final Operation operation;
    private final Lifecycle lifecycle;
    private final CompletableFuture<OperationStatus> finished = new CompletableFuture<>();
    private final StopRequest stop = new StopRequest();
    private OperationHeader header;
    private OperationState state;
    private final boolean readOnly;
    private boolean begun;
    private boolean cancelRequested;
    private boolean closed;
    private boolean ending;

    LiveState(Operation operation, OperationRow row, Lifecycle lifecycle, boolean readOnly) {
        this.readOnly = readOnly;
        this.operation = operation;
        this.lifecycle = lifecycle;
        this.header = row.header();
        this.state = row.state();
        if (row.isFinal()) {
            closed = true;
            finished.complete(state.status());
        }
    }

    synchronized OperationHeader header() {
        return header;
    }

    synchronized OperationState state() {
        return state;
    }

    synchronized OperationRow row() {
        return new OperationRow(header, state);
    }

    synchronized boolean isRunning() {
        return !stop.isMade() && !state.status().isFinal();
    }

    synchronized boolean isStopping() {
        return stop.isMade();
    }

    /** Whether somebody asked for it to be cancelled and it is not final yet, whatever it does now. */
    synchronized boolean isCancelRequested() {
        return cancelRequested && !state.status().isFinal();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Whether its outcome is known, and is not stored yet or not told yet. */
    synchronized boolean isEnding() {
        return ending && !finished.isDone();
    }

    /** The final status, once all have been told of it; cancelled if this member loses the operation before. */
    CompletableFuture<OperationStatus> finished() {
        return finished;
    }

    synchronized void requireOpen() {
        if (closed) {
            throw new OperationException.Invalid("Operations cannot be updated after they have completed");
        }
        if (readOnly) {
            throw new OperationException.Invalid("Read-only operations cannot be updated");
        }
    }

    synchronized void change(UnaryOperator<Metadata> change) {
        requireOpen();
        state = state.with(change.apply(state.metadata()), lifecycle.now());
        lifecycle.changed(operation);
    }

    /** Hands over to be written what it is now. With the lock held: of two writes the later one has the later state. */
    synchronized CompletableFuture<Boolean> write() {
        return lifecycle.write(operation, held());
    }

    private Write.Hold held() {
        return new Write.Hold(header.id(), state.attempt());
    }

    /** Takes what PostgreSQL stored for what it was given, so that what runs is what would be restored. */
    synchronized void reload(Write.Stored stored) {
        header = header.with(stored.inputs());
        state = state.with(stored.metadata(), state.updatedAt());
    }

    /** Moves to a status that is not final, and tells; once closed, does nothing. */
    synchronized void become(OperationStatus next) {
        if (!closed) {
            state = state.with(next, lifecycle.now());
            lifecycle.changedStatus(operation);
        }
    }

    /** Tells listeners where it stands, unless whoever closes it does. */
    synchronized void announce() {
        if (!closed) {
            lifecycle.announce(operation);
        }
    }

    /**
     * Whoever gets true is to run it. False: it is not to run any more. A parent that is to stop runs all the same: it sees
     * to its children, of which some must run.
     */
    synchronized boolean begin() {
        if (closed || begun || stop.isMade() && !isParent()) {
            return false;
        }
        begun = true;
        return true;
    }

    /** From its first start what it may take counts. The instant by which it must have ended; null for never. */
    synchronized @Nullable Instant startClock() {
        var timeout = header.timeout();
        if (timeout != null && state.pacing().deadline() == null) {
            state = state.with(state.pacing().endingAt(lifecycle.now().plus(timeout)));
        }
        return state.pacing().deadline();
    }

    /**
     * The hook starts now.
     *
     * @return the instant by which it must have ended; null for never
     * @throws CancellationException if the operation has been cancelled, or its time is over
     */
    synchronized @Nullable Instant run() {
        var deadline = startClock();
        if (state.pacing().isOver(lifecycle.now())) {
            // It waited for a slot until its time was over.
            stop.timeOut();
            stop.make();
        }
        if (stop.isMade() && !isParent()) {
            throw new CancellationException();
        }
        if (state.pacing().dueAt() != null) {
            // A child that has changed hands while it waited for its next attempt.
            state = state.due(lifecycle.now());
        }
        if (state.status() == OperationStatus.PENDING) {
            become(OperationStatus.RUNNING);
        }
        return deadline;
    }

    /**
     * From here until {@link #leave} a cancel interrupts this thread; one that came before does so now.
     *
     * @throws CancellationException if it is closed already: nobody wants to hear of a run
     */
    synchronized void enter(Thread thread) {
        if (closed) {
            throw new CancellationException();
        }
        stop.enter(thread);
    }

    /** Nobody interrupts this thread any more. */
    synchronized void leave() {
        stop.leave();
    }

    /** False: it has ended, or was asked before. What nobody runs ends at once. */
    synchronized boolean requestCancel() {
        if (closed || stop.isMade()) {
            return false;
        }
        if (!row().mayCancel(operation.type())) {
            throw new OperationException.Invalid("This operation cannot be cancelled");
        }
        cancelRequested = true;
        stop();
        return true;
    }

    /** Its time is over. */
    synchronized void expire() {
        if (!closed && !stop.isMade()) {
            stop.timeOut();
            stop();
        }
    }

    private void stop() {
        stop.make();
        if (!begun && !isParent()) {
            lifecycle.endIdle(operation);
        } else if (state.status() == OperationStatus.RUNNING) {
            become(OperationStatus.CANCELLING);
        }
    }

    private boolean isParent() {
        return header.family().isParent();
    }

    /**
     * The run has failed, and is to be tried again then. False: it is not wanted any more. Of a child this is told; any other
     * is about to be nobody's, so from here on nothing changes it here, no cancel either.
     */
    synchronized boolean retryAt(Instant due, Metadata reason) {
        if (closed || stop.isMade()) {
            return false;
        }
        begun = false;
        state = state.retryingAt(due, reason, lifecycle.now());
        if (header.family().isChild()) {
            lifecycle.changedStatus(operation);
        } else {
            closed = true;
        }
        return true;
    }

    /** Begins the next attempt, once that is written. Null: it is not wanted any more. */
    synchronized @Nullable CompletableFuture<Boolean> beginAgain() {
        if (!begin()) {
            return null;
        }
        var held = held();
        state = state.startedAgain(lifecycle.now());
        return lifecycle.write(operation, held);
    }

    /**
     * Lets go of it, so that others may claim it; nothing changes it here any more. Null: it is ending or is to stop, and
     * that is for this member to finish.
     */
    synchronized @Nullable CompletableFuture<Boolean> release() {
        if (closed || stop.isMade()) {
            return null;
        }
        closed = true;
        if (state.status() != OperationStatus.PENDING) {
            state = state.with(OperationStatus.PENDING, lifecycle.now());
        }
        return lifecycle.release(operation, held());
    }

    /** Its row is no longer ours: the hook is to stop, and nobody hears of this operation from here any more. */
    synchronized void abandon() {
        closed = true;
        stop.make();
        finished.cancel(false);
    }

    /** Takes no more changes; says what it will be once that is committed. Null: somebody else has closed it. */
    synchronized @Nullable OperationState close(Outcome outcome) {
        if (closed) {
            return null;
        }
        closed = true;
        ending = true;
        var late = stop.isTimedOut() && outcome.status() != OperationStatus.SUCCESS;
        return state.with(late ? Outcome.timedOut() : outcome, lifecycle.now());
    }

    /** The final state, now that it is committed. */
    synchronized void settle(OperationState committed) {
        state = committed;
    }

    /** All have been told. What a child came to is in PostgreSQL: until its parent ends this member keeps its status only. */
    synchronized void done() {
        if (header.family().isChild()) {
            state = state.parted();
            header = header.with(Inputs.none());
        }
        finished.complete(state.status());
    }
}
