package io.operations.operation;

/** One operation as PostgreSQL holds it, active or final, or as it would if it were asked now. */
record OperationRow(OperationHeader header, OperationState state) {

    boolean isFinal() {
        return state.status().isFinal();
    }

    /** The same without metadata. */
    OperationRow parted() {
        return new OperationRow(header, state.parted());
    }

    /** Whether its metadata is in PostgreSQL only. */
    boolean isParted() {
        return state.metadata() == Metadata.STORED;
    }

    /** Whether a cancel is taken: not by a child that must run and has not started (contract §1.5). */
    boolean mayCancel(OperationType type) {
        return !(header.family().isChild() && type.isMustRun() && state.status() == OperationStatus.PENDING);
    }
}
