package io.operations.operation;

import io.operations.member.MemberService;
import io.operations.requestor.Requestor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
    private final Attachments attachments;
    private final MemberService member;
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
            Attachments attachments,
            MemberService member,
            OperationEvents events,
            OperationMetrics metrics,
            Clock clock) {
        this.repository = repository;
        this.types = types;
        this.journal = journal;
        this.local = local;
        this.waiters = waiters;
        this.attachments = attachments;
        this.member = member;
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
    public CompletableFuture<Boolean> release(Operation operation, Write.Hold held) {
        return repository.release(held, operation.owner(), operation.state());
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

    /** Between two owners, and while it ends, an operation takes no cancel; that does not last. */
    @Override
    public Optional<OperationRow> cancel(UUID id) {
        for (var looks = 1; true; looks++) {
            var live = local.find(id);
            if (live != null && live.live().requestCancel()) {
                return Optional.of(live.row());
            }
            if (live == null) {
                var ended = endUnowned(id);
                if (ended.isPresent()) {
                    return ended;
                }
            }
            var row = find(id);
            if (row.isFinal() || live != null && !live.live().isClosed()) {
                return Optional.empty();
            }
            if (looks == CANCEL_LOOKS) {
                return endsOrIsElsewhere(live, row);
            }
            LockSupport.parkNanos(CANCEL_PAUSE.toNanos());
        }
    }

    private Optional<OperationRow> endsOrIsElsewhere(@Nullable Operation live, OperationRow row) {
        if (live == null || live.status() == OperationStatus.PENDING) {
            throw elsewhere(row, "cancelled");
        }
        return Optional.empty();
    }

    /** Ends what nobody runs: what waits to be claimed, and tokens. Empty: somebody runs it, or it has ended. */
    Optional<OperationRow> endUnowned(UUID id) {
        var ended = repository.cancelUnowned(id);
        endedElsewhere(ended);
        // Its children have come before it.
        return ended.isEmpty() ? endUnownedChild(id) : Optional.of(ended.getLast());
    }

    /** A child whose family waits to be claimed; not one that must run. */
    private Optional<OperationRow> endUnownedChild(UUID id) {
        var row = find(id);
        if (!row.header().family().isChild()) {
            return Optional.empty();
        }
        if (!row.mayCancel(types.of(row.header()))) {
            throw new OperationException.Invalid("This operation cannot be cancelled");
        }
        var ended = repository.cancelUnownedChild(id);
        endedElsewhere(ended);
        return ended.stream().findFirst();
    }

    /** Tells of the end of operations that are not live here. */
    void endedElsewhere(List<OperationRow> rows) {
        rows.forEach(row -> {
            events.movesOn(row.header().id());
            ended(row);
        });
    }

    /** What another member runs, or nobody: that is found and ended, or started again, within a minute or two. */
    private OperationException elsewhere(OperationRow row, String action) {
        var location = row.state().location();
        return new OperationException.Unavailable(
                location.equals(member.name())
                        ? "Operation ID \"" + row.header().id() + "\" is not running on this member"
                        : "Operation is running on member \"" + location + "\" and can only be " + action + " there");
    }

    @Override
    public CompletableFuture<OperationView> await(UUID id) {
        return await(id, _ -> {});
    }

    /** @param check throws if whoever waits may not */
    CompletableFuture<OperationView> await(UUID id, Consumer<OperationRow> check) {
        var waiter = waiters.register(id);
        try {
            // Live operations too: one that is final already has woken all who waited then.
            var row = find(id);
            check.accept(row);
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
        var presented = requireSecret(secret);
        if (hook == null || local.find(operation.id()) != operation) {
            throw elsewhere(operation.row(), "connected to");
        }
        var channel = Secrets.channel(operation.metadata().get(Secrets.CHANNELS), presented)
                .orElseThrow(() -> new OperationException.Forbidden("Forbidden"));
        return attachments.attach(operation, hook.connect(operation, new ConnectHook.Caller(channel, requestor)));
    }

    private static String requireSecret(@Nullable String secret) {
        if (secret == null || secret.isEmpty()) {
            throw new OperationException.Invalid("Missing websocket secret");
        }
        return secret;
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
        requireSecret(secret);
        throw elsewhere(row, "connected to");
    }

    /** The row as it is now: of the live operation where there is one, else PostgreSQL's, which knows how long it is kept. */
    OperationRow find(UUID id) {
        var live = local.find(id);
        var row = live == null ? null : live.row();
        return row != null && !row.isFinal()
                ? row
                : repository.find(id).orElseThrow(() -> new OperationException.NotFound("Operation not found"));
    }

    OperationView view(OperationRow row) {
        return OperationView.of(row, types.of(row.header()));
    }

    OperationView viewWithoutProgress(OperationRow row) {
        return OperationView.withoutProgress(row, types.of(row.header()));
    }
}
