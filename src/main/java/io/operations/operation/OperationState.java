package io.operations.operation;

import java.time.Instant;
import java.util.Map;

/**
 * What changes in an operation's life.
 *
 * @param location name of the member that runs it, or accepted it
 * @param attempt  how often it has been started; 0 until it is
 * @param pacing   when it may start again, and must have ended
 */
record OperationState(
        OperationStatus status,
        Metadata metadata,
        String error,
        int errorCode,
        String location,
        int attempt,
        Instant updatedAt,
        Pacing pacing) {

    static OperationState accepted(
            OperationStatus status, int attempt, Metadata metadata, String location, Instant now, Pacing pacing) {
        return new OperationState(status, metadata, "", 0, location, attempt, now, pacing);
    }

    OperationState with(OperationStatus next, Instant now) {
        if (!status.canBecome(next)) {
            throw new IllegalStateException("An operation cannot go from " + status + " to " + next);
        }
        return new OperationState(next, metadata, error, errorCode, location, attempt, now, pacing);
    }

    OperationState with(Metadata next, Instant now) {
        return new OperationState(status, next, error, errorCode, location, attempt, now, pacing);
    }

    OperationState with(Pacing next) {
        return new OperationState(status, metadata, error, errorCode, location, attempt, updatedAt, next);
    }

    /** Waiting for the next attempt, after one that failed. */
    OperationState retryingAt(Instant due, Metadata reason, Instant now) {
        var pending = with(OperationStatus.PENDING, now).with(reason, now);
        return pending.with(pacing.failedAndDueAt(due));
    }

    /** No longer waiting for an attempt: it begins. */
    OperationState due(Instant now) {
        return with(metadata.withoutRetry(), now).with(pacing.started());
    }

    /** The next attempt of the same owner. */
    OperationState startedAgain(Instant now) {
        var running = due(now).with(OperationStatus.RUNNING, now);
        return new OperationState(
                running.status, running.metadata, error, errorCode, location, attempt + 1, now, running.pacing);
    }

    /** The same without metadata. */
    OperationState parted() {
        return with(Metadata.STORED, updatedAt);
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
                updatedAt,
                pacing);
    }

    OperationState with(Outcome outcome, Instant now) {
        var next = with(outcome.status(), now);
        return new OperationState(
                next.status, metadata, outcome.error(), outcome.errorCode(), location, attempt, now, pacing);
    }
}
