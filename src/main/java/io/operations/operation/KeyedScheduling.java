package io.operations.operation;

import io.operations.requestor.Requestor;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Scheduling with a key: once, however often it is asked for (design §5). */
@Component
class KeyedScheduling {

    /** Between a key that is taken and the operation that it stands for, the one or the other may come or go. */
    private static final int TRIES = 3;

    private final Acceptance acceptance;
    private final IdempotencyKeyRepository keys;
    private final OperationRepository repository;
    private final OperationFactory factory;
    private final LocalOperations local;
    private final OperationProjects projects;

    KeyedScheduling(
            Acceptance acceptance,
            IdempotencyKeyRepository keys,
            OperationRepository repository,
            OperationFactory factory,
            LocalOperations local,
            OperationProjects projects) {
        this.acceptance = acceptance;
        this.keys = keys;
        this.repository = repository;
        this.factory = factory;
        this.local = local;
        this.projects = projects;
    }

    /**
     * Gives the same operation for the same key.
     *
     * @throws OperationException.KeyReused if the key was used for something else
     */
    Operation schedule(OperationArgs args, Requestor requestor, IdempotencyKey key) {
        for (var tries = 0; tries < TRIES; tries++) {
            var operation = accept(args, requestor, key);
            if (operation.isPresent()) {
                return operation.get();
            }
        }
        throw new OperationException.Unavailable("Idempotency key is being used by another request");
    }

    /** A quota that is used up does not stand between a caller and what was accepted before. */
    private Optional<Operation> accept(OperationArgs args, Requestor requestor, IdempotencyKey key) {
        try {
            return acceptance.accept(args, requestor, key).or(() -> scheduledBefore(args.project(), key));
        } catch (OperationException.TooMany e) {
            return Optional.of(scheduledBefore(args.project(), key).orElseThrow(() -> e));
        }
    }

    private Optional<Operation> scheduledBefore(String project, IdempotencyKey key) {
        projects.require(project);
        var use = keys.find(project, key);
        if (use.isPresent() && !use.get().fingerprint().equals(key.fingerprint())) {
            throw new OperationException.KeyReused("Idempotency-Key was used for another request");
        }
        return use.flatMap(it -> existing(project, key, it.operationId()));
    }

    private Optional<Operation> existing(String project, IdempotencyKey key, UUID id) {
        var live = local.find(id);
        if (live != null) {
            return Optional.of(live);
        }
        var row = repository.find(id);
        if (row.isEmpty()) {
            keys.delete(project, key, id);
        }
        return row.map(factory::copy);
    }
}
