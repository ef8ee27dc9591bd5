package io.operations.operation;

import io.operations.requestor.Requestor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** What happens around a live operation: telling listeners and waiters, writing its row, and what goes by id. */
@Component
class OperationLifecycle implements Lifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(OperationLifecycle.class);

    /** How long an operation may be between two owners. */
    private static final int CANCEL_LOOKS = 10;

    private static final Duration CANCEL_PAUSE = Duration.ofMillis(20);

    private final OperationRepository repository;
    private final OperationTypes types;
    private final MetadataJournal journal;
    private final LocalOperations local;
    private final Waiters waiters;
    private final OperationEvents events;
    private final OperationMetrics metrics;
    private final Clock clock;
    private volatile Consumer<Operation> onIdleEnd = _ -> {};

    OperationLifecycle(
            OperationRepository repository,
            OperationTypes types,
            MetadataJournal journal,
            LocalOperations local,
            Waiters waiters,
            OperationEvents events,
            OperationMetrics metrics,
            Clock clock) {
        this.repository = repository;
        this.types = types;
        this.journal = journal;
        this.local = local;
        this.waiters = waiters;
        this.events = events;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Who ends an operation that was cancelled while nobody ran it; must not block. */
    void onIdleEnd(Consumer<Operation> listener) {
        onIdleEnd = listener;
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
    public CompletableFuture<Boolean> write(Operation operation, Write.Hold held) {
        return repository.change(held, operation.owner(), operation.state());
    }

    @Override
    public void endIdle(Operation operation) {
        onIdleEnd.accept(operation);
    }

    /** An operation is about to be nobody's; see {@link OperationEvents}. */
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
        metrics.finished(row);
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
        return live != null ? live.live().requestCancel() : endUnowned(id) || cancelOwned(id);
    }

    /** Ends what nobody runs: what waits to be claimed, and tokens. False: somebody runs it, or it has ended. */
    boolean endUnowned(UUID id) {
        var ended = repository.cancelUnowned(id);
        endedElsewhere(ended);
        return !ended.isEmpty();
    }

    /** Tells of the end of operations that are not live here. */
    void endedElsewhere(List<OperationRow> rows) {
        rows.forEach(row -> {
            events.movesOn(row.header().id());
            ended(row);
        });
    }

    /** Somebody owns it: another member, or this one, which is about to run it or to let go of it. */
    private boolean cancelOwned(UUID id) {
        var row = find(id);
        for (var looks = 0; looks < CANCEL_LOOKS && !row.isFinal(); looks++) {
            var live = local.find(id);
            if (live != null) {
                return live.live().requestCancel();
            }
            LockSupport.parkNanos(CANCEL_PAUSE.toNanos());
            if (endUnowned(id)) {
                return true;
            }
            row = find(id);
        }
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

    @Override
    public Channel connect(Operation operation, @Nullable String secret, Requestor requestor) {
        var hook = operation.hooks().connect();
        requireConnectable(operation.row(), !operation.isRunning());
        if (hook == null) {
            throw new OperationException.Unavailable("Operation is not this member's");
        }
        if (secret == null || secret.isEmpty()) {
            throw new OperationException.Invalid("Missing websocket secret");
        }
        var channel = Secrets.channel(operation.metadata().get(Secrets.CHANNELS), secret)
                .orElseThrow(() -> new OperationException.Forbidden("Forbidden"));
        return hook.connect(operation, new ConnectHook.Caller(channel, requestor));
    }

    private static void requireConnectable(OperationRow row, boolean stopping) {
        var state = row.state();
        if (row.header().operationClass() != OperationClass.WEBSOCKET) {
            throw new OperationException.Invalid("Only websocket operations can be connected");
        }
        if (stopping && !state.error().isEmpty()) {
            throw new OperationException.Failed(state.errorCode(), "Failed connecting to operation: " + state.error());
        }
        if (stopping) {
            throw new OperationException.Invalid("Only running operations can be connected");
        }
    }

    /** Attaches somebody to an operation of this member, or says why that cannot be. */
    Channel connect(UUID id, @Nullable String secret, Requestor requestor) {
        var live = local.find(id);
        if (live != null) {
            return connect(live, secret, requestor);
        }
        var row = find(id);
        requireConnectable(row, row.isFinal());
        throw new OperationException.Unavailable(
                "Operation is running on member \"" + row.state().location() + "\" and can only be connected to there");
    }

    /** The row as it is now: of the live operation where there is one, else PostgreSQL's. */
    OperationRow find(UUID id) {
        var live = local.find(id);
        return live != null
                ? live.row()
                : repository.find(id).orElseThrow(() -> new OperationException.NotFound("Operation not found"));
    }

    OperationView view(OperationRow row) {
        return OperationView.of(row, types.of(row.header()));
    }

    OperationView viewWithoutProgress(OperationRow row) {
        return OperationView.withoutProgress(row, types.of(row.header()));
    }
}
