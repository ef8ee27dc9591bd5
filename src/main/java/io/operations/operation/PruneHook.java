package io.operations.operation;

import org.springframework.stereotype.Component;

/** Deletes what has been final for longer than history is kept. */
@Component
class PruneHook implements RunHook {

    private static final OperationType TYPE = OperationType.of(
                    "prune-expired-operations", "Pruning expired operations", EntityType.SERVER, OperationClass.TASK)
            .failingOnConflict()
            .reserved();

    private final Partitions partitions;
    private final HistoryRepairRepository repair;
    private final IdempotencyKeyRepository idempotencyKeys;
    private final UsageRepository usage;

    PruneHook(
            Partitions partitions,
            HistoryRepairRepository repair,
            IdempotencyKeyRepository idempotencyKeys,
            UsageRepository usage) {
        this.partitions = partitions;
        this.repair = repair;
        this.idempotencyKeys = idempotencyKeys;
        this.usage = usage;
    }

    static OperationArgs args() {
        return OperationArgs.of(TYPE).withConflictReference(TYPE.name());
    }

    @Override
    public OperationType type() {
        return TYPE;
    }

    @Override
    public void run(RunContext context) {
        partitions.makeAhead();
        repair.repair();
        var dropped = partitions.dropExpired();
        var keys = idempotencyKeys.prune();
        usage.forget();
        context.extendMetadata(java.util.Map.of("partitions", dropped, "idempotency_keys", keys));
    }
}
