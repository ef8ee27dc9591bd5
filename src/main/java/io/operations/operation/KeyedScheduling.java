package io.operations.operation;

import io.operations.requestor.Requestor;
import java.util.List;
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
    private final SecretInputs secretInputs;

    KeyedScheduling(
            Acceptance acceptance,
            IdempotencyKeyRepository keys,
            OperationRepository repository,
            OperationFactory factory,
            LocalOperations local,
            OperationProjects projects,
            SecretInputs secretInputs) {
        this.acceptance = acceptance;
        this.keys = keys;
        this.repository = repository;
        this.factory = factory;
        this.local = local;
        this.projects = projects;
        this.secretInputs = secretInputs;
    }

    /**
     * Gives the same operation for the same key.
     *
     * @throws OperationException.KeyReused if the key was used for something else
     */
    Operation schedule(OperationArgs args, Requestor requestor, IdempotencyKey given) {
        var kept = secretInputs.kept(given, args);
        for (var tries = 0; tries < TRIES; tries++) {
            var operation = accept(args, requestor, kept);
            if (operation.isPresent()) {
                return operation.get();
            }
        }
        throw new OperationException.Unavailable("Idempotency key is being used by another request");
    }

    /** A quota that is used up does not stand between a caller and what was accepted before. */
    private Optional<Operation> accept(OperationArgs args, Requestor requestor, List<IdempotencyKey> kept) {
        try {
            return acceptance.accept(args, requestor, kept.getFirst()).or(() -> scheduledBefore(args.project(), kept));
        } catch (OperationException.TooMany e) {
            return Optional.of(scheduledBefore(args.project(), kept).orElseThrow(() -> e));
        }
    }

    private Optional<Operation> scheduledBefore(String project, List<IdempotencyKey> kept) {
        projects.require(project);
        var key = kept.getFirst();
        var use = keys.find(project, key);
        if (use.isPresent()
                && kept.stream()
                        .noneMatch(it -> it.fingerprint().equals(use.get().fingerprint()))) {
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
