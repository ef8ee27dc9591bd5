package io.operations.operation;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the operations of which no answer told whether they are accepted. Each stays in memory, perhaps with a slot, until the
 * database tells. A database that takes connections and answers nothing must not make them more and more.
 */
final class UnansweredInserts {

    /** Children included. */
    static final int MAX = 10_000;

    private final AtomicInteger operations = new AtomicInteger();

    /** @throws OperationException.Unavailable if there are too many to take on another */
    void requireFew() {
        if (operations.get() >= MAX) throw new OperationException.Unavailable("Database is not available");
    }

    /** @param answer done when the database has told of them */
    <T> CompletableFuture<T> add(int number, CompletableFuture<T> answer) {
        operations.addAndGet(number);
        return answer.whenComplete((_, _) -> operations.addAndGet(-number));
    }
}
