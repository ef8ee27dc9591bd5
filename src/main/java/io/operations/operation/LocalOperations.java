package io.operations.operation;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The live operations of this member: from just before they are in PostgreSQL until just after they are final there. */
@Component
class LocalOperations {

    private final Map<UUID, Operation> operations = new ConcurrentHashMap<>();

    /** What stood for the same operation before has lost it: this member owns it anew. */
    void add(Operation operation) {
        var before = operations.put(operation.id(), operation);
        if (before != null && before != operation) {
            before.live().abandon();
            before.letGo();
        }
    }

    /** Those of them that are not final yet. */
    void addFamily(Operation operation) {
        operation.family().stream().filter(it -> !it.live().isClosed()).forEach(this::add);
    }

    void removeFamily(Operation operation) {
        operation.family().forEach(this::remove);
    }

    void remove(Operation operation) {
        operations.remove(operation.id(), operation);
        operation.letGo();
        if (operations.isEmpty()) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /** Waits until there is none. False: the time ran out. */
    synchronized boolean awaitEmpty(Duration limit) throws InterruptedException {
        var end = System.nanoTime() + limit.toNanos();
        while (!operations.isEmpty()) {
            var left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
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
