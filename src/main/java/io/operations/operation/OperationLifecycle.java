package io.operations.operation;

import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** What happens around a live operation: telling listeners and waiters, writing its row, and what goes by id. */
@Component
class OperationLifecycle implements Operation.Lifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(OperationLifecycle.class);

    private final OperationRepository repository;
    private final OperationTypes types;
    private final MetadataJournal journal;
    private final LocalOperations local;
    private final Waiters waiters;
    private final OperationEvents events;
    private final Clock clock;

    OperationLifecycle(
            OperationRepository repository,
            OperationTypes types,
            MetadataJournal journal,
            LocalOperations local,
            Waiters waiters,
            OperationEvents events,
            Clock clock) {
        this.repository = repository;
        this.types = types;
        this.journal = journal;
        this.local = local;
        this.waiters = waiters;
        this.events = events;
        this.clock = clock;
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
        events.publish(operation.row());
        journal.writeNow(operation);
    }

    @Override
    public CompletableFuture<Boolean> write(Operation operation) {
        return repository.change(operation.id(), operation.owner(), operation.state());
    }

    /** An operation is about to be queued; see {@link OperationEvents}. */
    void queueing(Operation operation) {
        events.queueing(operation);
    }

    void queued(Operation operation) {
        events.queued(operation.id());
    }

    void movesOn(UUID id) {
        events.movesOn(id);
    }

    /** Tells all who care that an operation is final: waiters first, then listeners. */
    void ended(OperationRow row) {
        waiters.complete(row);
        events.publish(row);
        LOG.atInfo()
                .addKeyValue("operation", row.header().id())
                .addKeyValue("project", row.header().project())
                .addKeyValue("type", row.header().type())
                .log("{}", row.state().status().text());
    }

    @Override
    public boolean cancel(UUID id) {
        var live = local.find(id);
        if (live != null) {
            return live.requestCancel();
        }
        var ended = repository.cancelUnowned(id, Outcome.cancelled());
        ended.ifPresent(row -> {
            events.movesOn(id);
            ended(row);
        });
        return ended.isPresent() || cancelOwned(id);
    }

    /** Somebody owns it: this member since a moment ago, or another. */
    private boolean cancelOwned(UUID id) {
        var live = local.find(id);
        if (live != null) {
            return live.requestCancel();
        }
        var row = find(id);
        if (row.isFinal()) {
            return false;
        }
        throw new OperationException.Unavailable(
                "Operation is running on member \"" + row.state().location() + "\" and can only be cancelled there");
    }

    @Override
    public CompletableFuture<OperationView> await(UUID id) {
        var waiter = waiters.register(id);
        try {
            // Live operations too: one that is final already has woken all who waited then.
            var row = find(id);
            if (row.isFinal()) {
                waiter.complete(row);
            }
        } catch (RuntimeException e) {
            waiter.completeExceptionally(e);
        }
        var view = waiter.thenApply(this::view);
        // Whoever gives up waiting must not stay registered.
        view.whenComplete((_, _) -> waiter.cancel(false));
        return view;
    }

    /** The row as it is now: of the live operation where there is one, else PostgreSQL's. */
    OperationRow find(UUID id) {
        var live = local.find(id);
        return live != null
                ? live.row()
                : repository.find(id).orElseThrow(() -> new OperationException.NotFound("Operation not found"));
    }

    OperationView view(OperationRow row) {
        return OperationView.of(row, types.description(row.header().type()));
    }

    OperationView viewWithoutProgress(OperationRow row) {
        return OperationView.withoutProgress(row, types.description(row.header().type()));
    }
}
