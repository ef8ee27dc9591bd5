package io.operations.operation;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The live operations of this member: from just before they are in PostgreSQL until just after they are final there. */
@Component
class LocalOperations {

    private final Map<UUID, Operation> operations = new ConcurrentHashMap<>();

    void add(Operation operation) {
        operations.put(operation.id(), operation);
    }

    void remove(Operation operation) {
        operations.remove(operation.id(), operation);
    }

    @Nullable
    Operation find(UUID id) {
        return operations.get(id);
    }

    Collection<Operation> all() {
        return operations.values();
    }

    Map<UUID, Operation> snapshot() {
        return Map.copyOf(operations);
    }

    long count(OperationClass operationClass, OperationStatus status) {
        return operations.values().stream()
                .filter(it -> it.header().operationClass() == operationClass && it.status() == status)
                .count();
    }
}
