package io.operations.operation;

import org.springframework.stereotype.Component;

/** Deletes what has been final for longer than history is kept. */
@Component
class PruneHook implements RunHook {

    private static final OperationType TYPE = OperationType.of(
                    "prune-expired-operations", "Pruning expired operations", EntityType.SERVER, OperationClass.TASK)
            .failingOnConflict();

    private final Partitions partitions;
    private final OperationRepository repository;

    PruneHook(Partitions partitions, OperationRepository repository) {
        this.partitions = partitions;
        this.repository = repository;
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
        var dropped = partitions.dropExpired();
        var keys = repository.pruneKeys();
        context.extendMetadata(java.util.Map.of("partitions", dropped, "idempotency_keys", keys));
    }
}
