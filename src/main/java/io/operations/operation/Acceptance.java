package io.operations.operation;

import io.operations.requestor.Requestor;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Accepting an operation: the commit that makes it durable, and its start. */
@Component
class Acceptance {

    private static final OperationLog OPERATIONS = OperationLog.of(Acceptance.class);

    private final OperationRules rules;
    private final OperationFactory factory;
    private final OperationRepository repository;
    private final LocalOperations local;
    private final OperationLifecycle lifecycle;
    private final OperationRunner runner;
    private final Dispatcher dispatcher;
    private final Expiry expiry;
    private final OperationMetrics metrics;
    private final Fence fence;
    private final HeldOperations held;
    private final UnansweredInserts unanswered = new UnansweredInserts();
    private final Quotas quotas;
    private final AcceptanceGate gate = new AcceptanceGate();

    Acceptance(
            OperationRules rules,
            OperationFactory factory,
            OperationRepository repository,
            LocalOperations local,
            OperationLifecycle lifecycle,
            OperationRunner runner,
            Dispatcher dispatcher,
            Expiry expiry,
            OperationMetrics metrics,
            Fence fence,
            HeldOperations held,
            Quotas quotas) {
        this.rules = rules;
        this.factory = factory;
        this.repository = repository;
        this.local = local;
        this.lifecycle = lifecycle;
        this.runner = runner;
        this.dispatcher = dispatcher;
        this.expiry = expiry;
        this.metrics = metrics;
        this.fence = fence;
        this.held = held;
        this.quotas = quotas;
    }

    /** From now on everything is refused. Returns when what was being accepted is, and runs: so none is overlooked. */
    void close() {
        gate.close();
    }

    void open() {
        gate.open();
    }

    /**
     * Accepts an operation and starts it, or queues it where there is no free slot.
     *
     * @param requestor null for a server operation; those need no slot
     * @return empty if the idempotency key stands for another operation
     */
    Optional<Operation> accept(OperationArgs args, @Nullable Requestor requestor, @Nullable IdempotencyKey key) {
        return gate.pass(() -> acceptOpen(args, requestor, key));
    }

    private Optional<Operation> acceptOpen(
            OperationArgs args, @Nullable Requestor requestor, @Nullable IdempotencyKey key) {
        unanswered.requireFew();
        rules.check(args);
        var slot = slot(args, requestor);
        var operation = made(args, requestor, slot);
        return switch (slot) {
            case QUEUED -> queue(operation, key);
            case NOBODYS -> issue(operation, key);
            case TAKEN, TO_BE_TAKEN, NOT_NEEDED -> start(operation, slot, key);
        };
    }

    private Operation made(OperationArgs args, @Nullable Requestor requestor, OperationRunner.Slot slot) {
        try {
            var operation = factory.accepted(args, requestor, slot);
            reserve(operation, slot, requestor);
            return operation;
        } catch (RuntimeException | Error e) {
            // A quota or the memory is used up, or a connect hook, which is asked for its channels, has a bug.
            runner.giveBack(slot, SlotHolder.of(args.project(), requestor));
            throw e;
        }
    }

    private void reserve(Operation operation, OperationRunner.Slot slot, @Nullable Requestor requestor) {
        quotas.reserve(operation);
        try {
            hold(operation, slot, requestor);
        } catch (RuntimeException | Error e) {
            quotas.release(operation);
            throw e;
        }
    }

    /** What has a slot is not refused: there are so many slots and no more. Neither is what the service itself wants. */
    private void hold(Operation operation, OperationRunner.Slot slot, @Nullable Requestor requestor) {
        switch (slot) {
            case QUEUED, NOBODYS -> {}
            case TAKEN -> held.takeAnyway(operation);
            case TO_BE_TAKEN, NOT_NEEDED -> {
                if (requestor == null) held.takeAnyway(operation);
                else held.take(operation);
            }
        }
    }

    private OperationRunner.Slot slot(OperationArgs args, @Nullable Requestor requestor) {
        if (args.operationClass() == OperationClass.TOKEN) {
            return OperationRunner.Slot.NOBODYS;
        }
        // The children of a bulk operation need the slots; what only waits for somebody to attach needs none.
        if (requestor == null || args.type().isBulk() || rules.hooks(args).run() == null) {
            return OperationRunner.Slot.NOT_NEEDED;
        }
        if (!held.isFull() && dispatcher.trySlot(SlotHolder.of(args.project(), requestor))) {
            return OperationRunner.Slot.TAKEN;
        }
        // What only this process can do cannot be claimed: it waits in this process.
        return rules.isForAnyMember(args) ? OperationRunner.Slot.QUEUED : OperationRunner.Slot.TO_BE_TAKEN;
    }

    /** It is live before it is in PostgreSQL: whoever finds the row knows that somebody runs it. */
    private Optional<Operation> start(Operation operation, OperationRunner.Slot slot, @Nullable IdempotencyKey key) {
        local.addFamily(operation);
        Write.Insertion insertion;
        try {
            insertion = insert(operation, operation.owner(), key);
        } catch (RuntimeException e) {
            withdraw(operation, slot);
            throw e;
        }
        if (insertion == Write.Insertion.INSERTED) {
            OPERATIONS.info(operation, "Accepted");
            runner.start(operation, slot);
            return Optional.of(operation);
        }
        if (insertion == Write.Insertion.UNKNOWN) {
            startIfThere(operation, slot);
        } else {
            withdraw(operation, slot);
        }
        return refused(operation, insertion);
    }

    private void withdraw(Operation operation, OperationRunner.Slot slot) {
        local.removeFamily(operation);
        runner.giveBack(slot, SlotHolder.of(operation.header()));
    }

    /**
     * The caller does not know whether it was accepted, and nor do we until a write, which waits for the database, hits or
     * misses. If it is there it runs: the same idempotency key gives it to the caller, perhaps on another member.
     */
    private void startIfThere(Operation operation, OperationRunner.Slot slot) {
        unanswered.add(operation.family().size(), operation.live().write()).whenComplete((there, _) -> {
            if (Boolean.TRUE.equals(there)) {
                OPERATIONS.info(operation, "Accepted");
                runner.start(operation, slot);
            } else {
                withdraw(operation, slot);
            }
        });
    }

    /** Nothing is to be done where it is not known whether it is queued: if it is, whoever has a free slot claims it. */
    private Optional<Operation> queue(Operation operation, @Nullable IdempotencyKey key) {
        dispatcher.queueing();
        try {
            return leave(operation, key);
        } finally {
            dispatcher.endQueueing();
        }
    }

    private Optional<Operation> issue(Operation token, @Nullable IdempotencyKey key) {
        var issued = leave(token, key);
        var deadline = token.state().pacing().deadline();
        if (issued.isPresent() && deadline != null) {
            expiry.at(deadline);
        }
        return issued;
    }

    /** It is nobody's, from the moment of the commit on. */
    private Optional<Operation> leave(Operation operation, @Nullable IdempotencyKey key) {
        lifecycle.queueing(operation);
        try {
            var insertion = insert(operation, null, key);
            if (insertion != Write.Insertion.INSERTED) {
                return refused(operation, insertion);
            }
            OPERATIONS.info(operation, "Accepted");
            return Optional.of(asItNowIs(operation, lifecycle.queued(operation)));
        } finally {
            lifecycle.movesOn(operation.id());
        }
    }

    /**
     * What the caller is told must not be older than what has become of it. It is a copy where this member does not run it:
     * whoever changed what they hold would tell of something that is not so, perhaps after its end.
     */
    private Operation asItNowIs(Operation operation, boolean waits) {
        var live = local.find(operation.id());
        if (live != null) {
            return live;
        }
        try {
            return factory.copy(waits ? operation.row() : lifecycle.find(operation.id()));
        } catch (DataAccessException | TransactionException | OperationException.Unavailable e) {
            // It is accepted all the same.
            return factory.copy(operation.row());
        }
    }

    private Write.Insertion insert(Operation operation, @Nullable UUID owner, @Nullable IdempotencyKey key) {
        var children = operation.children().stream().map(Operation::row).toList();
        var insert = repository.insert(new Write.Insert(operation.row(), children, owner, key));
        var insertion = join(insert, operation);
        operation.family().forEach(it -> {
            var stored = insert.stored().get(it.id());
            if (stored != null) {
                it.live().reload(stored);
            }
        });
        return insertion;
    }

    private Write.Insertion join(Write.Insert insert, Operation operation) {
        var isThere = false;
        try {
            var insertion = Futures.join(insert.result());
            isThere = insertion == Write.Insertion.INSERTED || insertion == Write.Insertion.UNKNOWN;
            return insertion;
        } catch (DataAccessException e) {
            OPERATIONS.error(operation, e, "Operation cannot be stored");
            throw new OperationException.Failed(
                    Outcome.UNSPECIFIED_CODE, refusal(operation.type()) + "It cannot be stored");
        } finally {
            if (!isThere) quotas.release(operation);
        }
    }

    private static String refusal(OperationType type) {
        return "Failed creating \"" + type.description() + "\" operation record: ";
    }

    /** Empty if the idempotency key is taken. */
    private Optional<Operation> refused(Operation operation, Write.Insertion insertion) {
        return switch (insertion) {
            case KEY_TAKEN -> Optional.empty();
            case NO_PROJECT -> throw OperationProjects.notFound();
            case UNKNOWN -> throw new OperationException.Unavailable("Database is not available");
            case MEMBER_LOST -> {
                fence.refusedToAccept();
                throw new OperationException.Unavailable("Member was taken for lost and is joining anew");
            }
            case CONFLICT -> {
                metrics.conflict();
                throw new OperationException.Conflict(
                        refusal(operation.type()) + "An operation with this conflict reference is already running");
            }
            case INSERTED -> throw new IllegalStateException("An inserted operation is not refused");
        };
    }
}
