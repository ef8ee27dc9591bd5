package io.operations.operation;

import io.operations.member.MemberService;
import io.operations.requestor.Requestor;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Accepting an operation: the commit that makes it durable, and its start. */
@Component
class Acceptance {

    private final OperationRepository repository;
    private final OperationTypes types;
    private final LocalOperations local;
    private final OperationLifecycle lifecycle;
    private final OperationRunner runner;
    private final Dispatcher dispatcher;
    private final MemberService member;
    private final OperationMetrics metrics;
    private final Clock clock;
    private volatile boolean open = true;

    Acceptance(
            OperationRepository repository,
            OperationTypes types,
            LocalOperations local,
            OperationLifecycle lifecycle,
            OperationRunner runner,
            Dispatcher dispatcher,
            MemberService member,
            OperationMetrics metrics,
            Clock clock) {
        this.repository = repository;
        this.types = types;
        this.local = local;
        this.lifecycle = lifecycle;
        this.runner = runner;
        this.dispatcher = dispatcher;
        this.member = member;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** From now on everything is refused. */
    void close() {
        open = false;
    }

    void open() {
        open = true;
    }

    /**
     * Accepts an operation and starts it, or queues it where there is no free slot.
     *
     * @param requestor null for a server operation; those need no slot
     * @return empty if the idempotency key stands for another operation
     */
    Optional<Operation> accept(OperationArgs args, @Nullable Requestor requestor, @Nullable IdempotencyKey key) {
        requireOpen();
        var hook = hook(args);
        hook.validate(args.inputs());
        var slot = slot(args, requestor);
        var operation = operation(args, requestor, slot);
        return slot == OperationRunner.Slot.QUEUED ? queue(operation, key) : start(operation, hook, slot, key);
    }

    private void requireOpen() {
        if (!open) {
            throw new OperationException.Unavailable("Service is shutting down");
        }
    }

    private RunHook hook(OperationArgs args) {
        if (args.operationClass() == OperationClass.WEBSOCKET || args.operationClass() == OperationClass.TOKEN) {
            throw OperationArgs.invalid("class \"" + args.operationClass().wireName() + "\" is not supported");
        }
        return Optional.ofNullable(args.runHook())
                .or(() -> types.hook(args.type().name()))
                .orElseThrow(() -> OperationArgs.invalid("Task operations must have a Run hook"));
    }

    private OperationRunner.Slot slot(OperationArgs args, @Nullable Requestor requestor) {
        if (requestor == null) {
            return OperationRunner.Slot.NOT_NEEDED;
        }
        if (dispatcher.trySlot()) {
            return OperationRunner.Slot.TAKEN;
        }
        // A hook that only this process has cannot be claimed: its operation waits in this process.
        return args.runHook() == null ? OperationRunner.Slot.QUEUED : OperationRunner.Slot.TO_BE_TAKEN;
    }

    private Operation operation(OperationArgs args, @Nullable Requestor requestor, OperationRunner.Slot slot) {
        var now = clock.instant();
        var type = args.type();
        var header = new OperationHeader(
                Ids.next(now),
                args.project(),
                type.name(),
                args.operationClass(),
                Objects.requireNonNull(args.entityUrl()),
                args.resources(),
                args.inputs(),
                requestor,
                args.conflictReference(),
                now);
        var state = OperationState.accepted(slot.status(), slot.attempt(), metadata(args), member.name(), now);
        return new Operation(new OperationRow(header, state), type, member.incarnation(), lifecycle);
    }

    private static Metadata metadata(OperationArgs args) {
        var metadata = Metadata.of(args.metadata());
        var url = args.entityUrl();
        return url == null || args.type().entityType() == EntityType.SERVER
                ? metadata
                : metadata.withEntityUrl(EntityUrl.visible(args.type(), args.project(), url));
    }

    /** It is live before it is in PostgreSQL: whoever finds the row knows that somebody runs it. */
    private Optional<Operation> start(
            Operation operation, RunHook hook, OperationRunner.Slot slot, @Nullable IdempotencyKey key) {
        local.add(operation);
        Write.Insertion insertion;
        try {
            // Asked again: who closes and then looks at what is live has seen this one, or is seen here.
            requireOpen();
            insertion = insert(operation, operation.owner(), key);
        } catch (RuntimeException e) {
            withdraw(operation, slot);
            throw e;
        }
        if (insertion == Write.Insertion.INSERTED) {
            runner.start(operation, hook, slot);
            return Optional.of(operation);
        }
        if (insertion == Write.Insertion.UNKNOWN) {
            startIfThere(operation, hook, slot);
        } else {
            withdraw(operation, slot);
        }
        return refused(operation, insertion);
    }

    private void withdraw(Operation operation, OperationRunner.Slot slot) {
        local.remove(operation);
        runner.giveBack(slot);
    }

    /**
     * The caller does not know whether it was accepted, and nor do we until a write, which waits for the database, hits or
     * misses. If it is there it runs: the same idempotency key gives it to the caller, perhaps on another member.
     */
    private void startIfThere(Operation operation, RunHook hook, OperationRunner.Slot slot) {
        operation.write().whenComplete((there, _) -> {
            if (Boolean.TRUE.equals(there)) {
                runner.start(operation, hook, slot);
            } else {
                withdraw(operation, slot);
            }
        });
    }

    /** Nothing is to be done where it is not known whether it is queued: if it is, whoever has a free slot claims it. */
    private Optional<Operation> queue(Operation operation, @Nullable IdempotencyKey key) {
        dispatcher.queueing();
        lifecycle.queueing(operation);
        try {
            var insertion = insert(operation, null, key);
            if (insertion != Write.Insertion.INSERTED) {
                return refused(operation, insertion);
            }
            lifecycle.queued(operation);
            return Optional.of(operation);
        } finally {
            lifecycle.movesOn(operation.id());
            dispatcher.wake();
        }
    }

    private Write.Insertion insert(Operation operation, @Nullable UUID owner, @Nullable IdempotencyKey key) {
        return Futures.join(repository.insert(operation.row(), owner, key));
    }

    /** Empty if the idempotency key is taken. */
    private Optional<Operation> refused(Operation operation, Write.Insertion insertion) {
        return switch (insertion) {
            case KEY_TAKEN -> Optional.empty();
            case UNKNOWN -> throw new OperationException.Unavailable("Database is not available");
            case CONFLICT -> {
                metrics.conflict();
                throw new OperationException.Conflict(
                        "Failed creating \"" + operation.type().description()
                                + "\" operation record: An operation with this conflict reference is already running");
            }
            case INSERTED -> throw new IllegalStateException("An inserted operation is not refused");
        };
    }
}
