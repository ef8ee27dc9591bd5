package io.operations.operation;

/** What happens to an operation whose conflict reference is held by another. */
public enum ConflictAction {
    /** The type knows no conflicts: a conflict reference is refused. */
    NONE,
    /** The later operation is refused with 409. */
    FAIL
}
