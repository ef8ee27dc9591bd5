package io.operations.operation;

/**
 * The usage of a project.
 *
 * @param active     operations that are not final
 * @param storedSize bytes of active operations and of history
 */
record Usage(long active, long storedSize) {

    static final Usage NONE = new Usage(0, 0);

    /** Bytes that PostgreSQL needs for an operation beside its JSON: columns and index entries. */
    static final long OVERHEAD = 1_024;

    /** The usage that an operation and its children will add. */
    static Usage of(Operation operation) {
        return operation.family().stream().map(it -> of(it.row())).reduce(NONE, Usage::plus);
    }

    private static Usage of(OperationRow row) {
        return new Usage(1, JsonSize.of(row.header().inputs().json()) + ofFinal(row));
    }

    /** Bytes of an operation in history, where inputs are forgotten. */
    static long ofFinal(OperationRow row) {
        var state = row.state();
        return OVERHEAD
                + state.metadata().size()
                + JsonSize.of(row.header().resources())
                + state.error().length();
    }

    Usage plus(Usage other) {
        return new Usage(active + other.active, storedSize + other.storedSize);
    }

    Usage minus(Usage other) {
        return new Usage(active - other.active, storedSize - other.storedSize);
    }
}
