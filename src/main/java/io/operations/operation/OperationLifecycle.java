package io.operations.operation;

import io.operations.requestor.Requestor;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What happens around a live operation: telling listeners and waiters, writing its row, and what goes by id. */
@Component
class OperationLifecycle implements Lifecycle {

    private static final OperationLog LOG = OperationLog.of(OperationLifecycle.class);

    /** A check may ask the database: not on the thread that has committed what all these wait for. */
    private static final Executor CHECKS =
            it -> Thread.ofVirtual().name("wait-check").start(it);

    private final OperationLookup lookup;
    private final OperationRepository repository;
    private final OperationTypes types;
    private final MetadataJournal journal;
    private final Waiters waiters;
    private final Cancellation cancellation;
    private final Connections connections;
    private final OperationEvents events;
    private final Vault vault;
    private final Clock clock;
    private volatile Consumer<Operation> onIdleEnd = _ -> {};

    OperationLifecycle(
            OperationLookup lookup,
            OperationRepository repository,
            OperationTypes types,
            MetadataJournal journal,
            Waiters waiters,
            Cancellation cancellation,
            Connections connections,
            OperationEvents events,
            Vault vault,
            Clock clock) {
        this.lookup = lookup;
        this.repository = repository;
        this.types = types;
        this.journal = journal;
        this.waiters = waiters;
        this.cancellation = cancellation;
        this.connections = connections;
        this.events = events;
        this.vault = vault;
        this.clock = clock;
    }

    /** Who ends an operation that was cancelled while nobody ran it; must not block. */
    void onIdleEnd(Consumer<Operation> listener) {
        onIdleEnd = listener;
    }

    @Override
    public Vault vault() {
        return vault;
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public void announce(Operation operation) {
        events.publish(operation.row());
    }

    @Override
    public void changed(Operation operation) {
        events.publish(operation.row());
        journal.changed(operation);
    }

    @Override
    public void changedStatus(Operation operation) {
        if (operation.status() == OperationStatus.CANCELLING) LOG.info(operation, "Cancelling");
        events.publish(operation.row());
        journal.writeNow(operation);
    }

    @Override
    public CompletableFuture<Boolean> write(Operation operation, Write.Hold held) {
        return repository.change(held, operation.owner(), operation.state());
    }

    @Override
    public CompletableFuture<Boolean> release(Operation operation, Write.Hold held) {
        return repository.release(held, operation.owner(), operation.state());
    }

    @Override
    public void refused(Operation operation) {
        journal.refused(operation);
    }

    @Override
    public void endIdle(Operation operation) {
        onIdleEnd.accept(operation);
    }

    /** An operation is about to be nobody's; see {@link OperationEvents}. */
    void queueing(Operation operation) {
        events.queueing(operation);
    }

    /** False: it has been claimed, or has even ended, since. */
    boolean queued(Operation operation) {
        return events.queued(operation.id());
    }

    void movesOn(UUID id) {
        events.movesOn(id);
    }

    @Override
    public Optional<OperationRow> cancel(UUID id) {
        return cancellation.cancel(id);
    }

    @Override
    public CompletableFuture<OperationView> await(UUID id) {
        return await(id, _ -> {}, Runnable::run);
    }

    /**
     * Gives the final view to a caller that passes the check, twice. The first check comes after the registration, so that no end
     * is missed; a caller that fails it gets the refusal, even if the operation ends in between. The second comes before the
     * answer: rights may have changed while the caller waited.
     *
     * @param check throws if the caller may not wait; may block
     */
    CompletableFuture<OperationView> await(UUID id, Consumer<OperationRow> check) {
        return await(id, check, CHECKS);
    }

    private CompletableFuture<OperationView> await(UUID id, Consumer<OperationRow> check, Executor executor) {
        var waiter = waiters.register(id);
        try {
            // Live operations too: one that is final already has woken all who waited then.
            var row = find(id);
            check.accept(row);
            if (row.isFinal()) waiter.complete(row);
        } catch (RuntimeException refusal) {
            waiter.cancel(false);
            return CompletableFuture.failedFuture(refusal);
        }
        var view = waiter.thenApplyAsync(row -> checkedView(row, check), executor);
        // Whoever gives up waiting must not stay registered.
        view.whenComplete((_, _) -> waiter.cancel(false));
        return view;
    }

    private OperationView checkedView(OperationRow row, Consumer<OperationRow> check) {
        check.accept(row);
        return view(row);
    }

    @Override
    public Channel connect(Operation operation, @Nullable String secret, Requestor requestor) {
        return connections.connect(operation, secret, requestor);
    }

    Channel connect(UUID id, @Nullable String secret, Requestor requestor) {
        return connections.connect(id, secret, requestor);
    }

    Channel connectHere(UUID id, @Nullable String secret, Requestor requestor) {
        return connections.connectHere(id, secret, requestor);
    }

    /** As it is now; see {@link OperationLookup}. */
    OperationRow find(UUID id) {
        return lookup.find(id);
    }

    OperationView view(OperationRow row) {
        return OperationView.of(row, types.of(row.header()), vault);
    }

    OperationView viewWithoutProgress(OperationRow row) {
        return OperationView.withoutProgress(row, types.of(row.header()), vault);
    }
}
