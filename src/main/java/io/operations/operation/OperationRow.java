package io.operations.operation;

/** One operation as PostgreSQL holds it, active or final, or as it would if it were asked now. */
record OperationRow(OperationHeader header, OperationState state) {

    boolean isFinal() {
        return state.status().isFinal();
    }
}
