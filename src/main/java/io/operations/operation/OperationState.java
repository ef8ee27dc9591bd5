package io.operations.operation;

import java.time.Instant;
import java.util.Map;

/**
 * What changes in an operation's life.
 *
 * @param location name of the member that runs it, or accepted it
 * @param attempt  how often it has been started; 0 until it is
 */
record OperationState(
        OperationStatus status,
        Metadata metadata,
        String error,
        int errorCode,
        String location,
        int attempt,
        Instant updatedAt) {

    static OperationState accepted(
            OperationStatus status, int attempt, Metadata metadata, String location, Instant now) {
        return new OperationState(status, metadata, "", 0, location, attempt, now);
    }

    OperationState with(OperationStatus next, Instant now) {
        if (!status.canBecome(next)) {
            throw new IllegalStateException("An operation cannot go from " + status + " to " + next);
        }
        return new OperationState(next, metadata, error, errorCode, location, attempt, now);
    }

    OperationState with(Metadata next, Instant now) {
        return new OperationState(status, next, error, errorCode, location, attempt, now);
    }

    /** A failure in place of an outcome that PostgreSQL refuses, with nothing of what it may have refused. */
    OperationState unstorable() {
        var failed = new Outcome.Failed("Outcome cannot be stored", Outcome.UNSPECIFIED_CODE);
        return new OperationState(
                failed.status(),
                Metadata.of(Map.of()),
                failed.error(),
                failed.errorCode(),
                location,
                attempt,
                updatedAt);
    }

    OperationState with(Outcome outcome, Instant now) {
        var next = with(outcome.status(), now);
        return new OperationState(next.status, metadata, outcome.error(), outcome.errorCode(), location, attempt, now);
    }
}
