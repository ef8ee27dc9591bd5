package io.operations.operation;

import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Who waits for which operation to be final. An idle waiter costs memory and nothing else. */
@Component
class Waiters {

    private final Map<UUID, Set<CompletableFuture<OperationRow>>> waiting = new ConcurrentHashMap<>();

    private volatile boolean closed;

    /** A future for the final row. Register first, then look whether it is final already: so none is missed. */
    CompletableFuture<OperationRow> register(UUID id) {
        var waiter = new CompletableFuture<OperationRow>();
        waiting.compute(id, (_, others) -> {
            var all = others == null ? ConcurrentHashMap.<CompletableFuture<OperationRow>>newKeySet() : others;
            all.add(waiter);
            return all;
        });
        waiter.whenComplete((_, _) -> remove(id, waiter));
        if (closed) {
            waiter.completeExceptionally(stopping());
        }
        return waiter;
    }

    private void remove(UUID id, CompletableFuture<OperationRow> waiter) {
        waiting.computeIfPresent(id, (_, all) -> {
            all.remove(waiter);
            return all.isEmpty() ? null : all;
        });
    }

    /** Wakes all who wait for this operation. */
    void complete(OperationRow row) {
        var all = waiting.remove(row.header().id());
        if (all != null) {
            all.forEach(it -> it.complete(row));
        }
    }

    /** Tells all who wait for this operation that it will never end. */
    void giveUp(UUID id, OperationException reason) {
        var all = waiting.remove(id);
        if (all != null) {
            all.forEach(it -> it.completeExceptionally(reason));
        }
    }

    boolean isWaitedFor(UUID id) {
        return waiting.containsKey(id);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    Set<UUID> ids() {
        return Set.copyOf(waiting.keySet());
    }

    void open() {
        closed = false;
    }

    private static OperationException stopping() {
        return new OperationException.Unavailable("Service is shutting down");
    }

    /** Sends all who still wait away, and all who come. */
    void close() {
        closed = true;
        var reason = stopping();
        waiting.values().forEach(all -> all.forEach(it -> it.completeExceptionally(reason)));
    }
}
