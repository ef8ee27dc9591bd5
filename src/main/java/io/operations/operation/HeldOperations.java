package io.operations.operation;

import org.springframework.stereotype.Component;

/**
 * The memory of the operations that this member holds: those that run, that wait here for a slot, and that wait for somebody to
 * attach. What waits in PostgreSQL takes none.
 */
@Component
class HeldOperations {

    /** A live operation with its thread, beside its JSON. */
    private static final int LEAST = 4 * 1024;

    /** One project gets so much of it. */
    private static final int SHARE = 2;

    /** What is text in PostgreSQL becomes so many times as much, mostly. */
    private static final int TREE = 4;

    private final Budget budget;

    HeldOperations(MemorySettings settings, MemoryMetrics metrics) {
        var all = settings.operationsSize();
        budget = new Budget("Operations", "project", all, all / SHARE);
        metrics.show("operations", budget);
    }

    /**
     * Takes the memory of an operation that is about to be accepted, with its children.
     *
     * @throws OperationException.TooMany     if its project has its share already
     * @throws OperationException.Unavailable if there is none left
     */
    void take(Operation operation) {
        var reservation = budget.open(operation.project());
        reservation.grow(weight(operation));
        operation.holds(reservation);
    }

    /** The same for what has a slot, or has been claimed: whoever gives slots and claims looks at what is left before. */
    void takeAnyway(Operation operation) {
        var reservation = budget.open(operation.project());
        reservation.growAnyway(weight(operation));
        operation.holds(reservation);
    }

    private static long weight(Operation operation) {
        return operation.family().stream().mapToLong(it -> weight(it.row())).sum();
    }

    private static long weight(OperationRow row) {
        var header = row.header();
        return LEAST
                + JsonWeight.of(header.inputs().json())
                + JsonWeight.of(header.resources())
                + JsonWeight.of(row.state().metadata().json());
    }

    /** What to call when there is room again. */
    void onRoom(Runnable listener) {
        budget.onFree(listener);
    }

    long taken() {
        return budget.taken();
    }

    boolean isFull() {
        return budget.free() == 0;
    }

    /** What may be claimed: as much as is free, and a family while half of it is, for its size is not known before. */
    QueueRepository.Room room() {
        var free = budget.free();
        return new QueueRepository.Room(free / TREE, free >= budget.all() / 2);
    }
}
