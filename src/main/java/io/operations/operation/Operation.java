package io.operations.operation;

import io.operations.requestor.Requestor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An operation in the hands of this process: of whoever scheduled it, and of the hook that runs it. Safe for many threads.
 * What it holds is never older than the row.
 */
public final class Operation implements RunContext {

    private final OperationHeader header;
    private final OperationType type;
    private final UUID owner;
    private final Lifecycle lifecycle;

    private OperationState state;
    private boolean cancelRequested;
    private boolean closed;
    private @Nullable Thread runner;
    private @Nullable Object session;

    /** What an operation needs of the machinery around it. */
    interface Lifecycle {

        Instant now();

        /** Tells listeners where the operation stands. Called with its lock held; must not block on it. */
        void announce(Operation operation);

        /** Tells listeners, and sees to it that the row follows. Called with the operation's lock held; must not block. */
        void changed(Operation operation);

        /** The same, and the row follows at once. */
        void changedStatus(Operation operation);

        /** Writes the row now. Called with the operation's lock held; must not block. */
        CompletableFuture<Boolean> write(Operation operation);

        boolean cancel(UUID id);

        CompletableFuture<OperationView> await(UUID id);
    }

    /** @param owner who may write the row; means nothing while nobody may */
    Operation(OperationRow row, OperationType type, UUID owner, Lifecycle lifecycle) {
        this.header = row.header();
        this.state = row.state();
        this.type = type;
        this.owner = owner;
        this.lifecycle = lifecycle;
    }

    @Override
    public UUID id() {
        return header.id();
    }

    @Override
    public String project() {
        return header.project();
    }

    public OperationType type() {
        return type;
    }

    public OperationClass operationClass() {
        return header.operationClass();
    }

    /** What it acts on, an absolute path. */
    public String entityUrl() {
        return header.entityUrl();
    }

    public Map<String, List<String>> resources() {
        return header.resources();
    }

    @Override
    public Inputs inputs() {
        return header.inputs();
    }

    @Override
    public Optional<Requestor> requestor() {
        return Optional.ofNullable(header.requestor());
    }

    public synchronized OperationStatus status() {
        return state.status();
    }

    /** Whether nobody has asked it to stop and it has not ended: Pending or Running (contract §1.1). */
    public synchronized boolean isRunning() {
        return !cancelRequested && !state.status().isFinal();
    }

    @Override
    public synchronized int attempt() {
        return state.attempt();
    }

    @Override
    public synchronized Map<String, JsonNode> metadata() {
        return state.metadata().toMap();
    }

    @Override
    public synchronized boolean isCancelled() {
        return cancelRequested;
    }

    /** The operation as clients see it, with progress. */
    public OperationView render() {
        return OperationView.of(row(), type.description());
    }

    /** The same without progress, as lists show it. */
    public OperationView renderWithoutProgress() {
        return OperationView.withoutProgress(row(), type.description());
    }

    /**
     * Waits until the operation is final, wherever it runs.
     *
     * @return the final view; empty if the time ran out
     */
    public Optional<OperationView> await(Duration timeout) throws InterruptedException {
        return Futures.await(lifecycle.await(id()), timeout);
    }

    /** Asks it to stop; does not wait. False: it is final, or was asked before. */
    public boolean cancel() {
        return lifecycle.cancel(id());
    }

    @Override
    public void updateMetadata(Map<String, ?> metadata) {
        changeMetadata(it -> it.replacedBy(metadata));
    }

    @Override
    public void extendMetadata(Map<String, ?> metadata) {
        if (!metadata.isEmpty()) {
            changeMetadata(it -> it.extendedBy(metadata));
        }
    }

    @Override
    public void progress(Progress progress) {
        changeMetadata(it -> it.with(progress));
    }

    @Override
    public synchronized <T> T session(Class<T> sort, Supplier<T> first) {
        if (session == null) {
            session = first.get();
        }
        return sort.cast(session);
    }

    @Override
    public void checkRequestor(Requestor caller) {
        if (header.requestor() == null) {
            throw new OperationException.Invalid("Operation does not contain a requestor");
        }
        if (!header.requestor().isSameCallerAs(caller)) {
            throw new OperationException.Forbidden("Operation requestor mismatch");
        }
    }

    private synchronized void changeMetadata(UnaryOperator<Metadata> change) {
        requireOpen();
        state = state.with(change.apply(state.metadata()), lifecycle.now());
        lifecycle.changed(this);
    }

    @Override
    public void commitMetadata() {
        synchronized (this) {
            requireOpen();
        }
        if (!Futures.join(write())) {
            throw new OperationException.Conflict("Operation \"" + id() + "\" is no longer this member's");
        }
    }

    /** Hands over to be written what it is now. With the lock held: of two writes the later one has the later state. */
    synchronized CompletableFuture<Boolean> write() {
        return lifecycle.write(this);
    }

    private void requireOpen() {
        if (closed) {
            throw new OperationException.Invalid("Operations cannot be updated after they have completed");
        }
    }

    OperationHeader header() {
        return header;
    }

    UUID owner() {
        return owner;
    }

    synchronized OperationRow row() {
        return new OperationRow(header, state);
    }

    synchronized OperationState state() {
        return state;
    }

    /** Moves to a status that is not final, and tells; once closed, does nothing. */
    synchronized void become(OperationStatus next) {
        if (!closed) {
            state = state.with(next, lifecycle.now());
            lifecycle.changedStatus(this);
        }
    }

    /** Tells listeners where it stands. */
    synchronized void announce() {
        lifecycle.announce(this);
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
        runner = thread;
        if (cancelRequested) {
            thread.interrupt();
        }
    }

    /** Nobody interrupts this thread any more. */
    synchronized void leave() {
        runner = null;
        // An interrupt that came too late must not hit what follows.
        var _ = Thread.interrupted();
    }

    /** False: it has ended, or was asked before. */
    synchronized boolean requestCancel() {
        if (closed || cancelRequested) {
            return false;
        }
        cancelRequested = true;
        if (state.status() == OperationStatus.RUNNING) {
            become(OperationStatus.CANCELLING);
        }
        interrupt();
        return true;
    }

    /** Its row is no longer ours: the hook is to stop, and nobody hears of this operation from here any more. */
    synchronized void abandon() {
        closed = true;
        interrupt();
    }

    private void interrupt() {
        if (runner != null) {
            runner.interrupt();
        }
    }

    /** Takes no more changes; says what it will be once that is committed. Null: somebody else has closed it. */
    synchronized @Nullable OperationState close(Outcome outcome) {
        if (closed) {
            return null;
        }
        closed = true;
        return state.with(outcome, lifecycle.now());
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** The final state, now that it is committed. */
    synchronized void settle(OperationState committed) {
        state = committed;
    }
}
