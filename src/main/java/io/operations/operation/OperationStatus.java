package io.operations.operation;

import java.util.Arrays;
import java.util.Optional;

/**
 * Every status of contract §2.3, and the only place that knows which may follow which. An operation itself is always one
 * of Pending, Running, Cancelling, Success, Failure and Cancelled; the others are words that clients know.
 */
public enum OperationStatus {
    /** Accepted; only in the envelope of the 202. */
    OPERATION_CREATED(100, "Operation created"),
    STARTED(101, "Started"),
    STOPPED(102, "Stopped"),
    /** Its hook runs, or it waits for a client to attach or to redeem it. */
    RUNNING(103, "Running"),
    /** Somebody asked it to stop and its hook has not ended yet. */
    CANCELLING(104, "Cancelling"),
    /** Accepted and not started: a later stage, no free slot, or a retry that is not due. */
    PENDING(105, "Pending"),
    STARTING(106, "Starting"),
    STOPPING(107, "Stopping"),
    ABORTING(108, "Aborting"),
    FREEZING(109, "Freezing"),
    FROZEN(110, "Frozen"),
    THAWED(111, "Thawed"),
    ERROR(112, "Error"),
    READY(113, "Ready"),
    /** The hook returned. Final. */
    SUCCESS(200, "Success"),
    /** The hook failed, or its member died. Final. */
    FAILURE(400, "Failure"),
    /** It was stopped before it was done. Final. */
    CANCELLED(401, "Cancelled");

    private static final int FIRST_FINAL_CODE = 200;

    private final int code;
    private final String text;

    OperationStatus(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /** The number on the wire and in PostgreSQL. */
    public int code() {
        return code;
    }

    /** The word on the wire. */
    public String text() {
        return text;
    }

    /** Whether an operation with this status never changes again. */
    public boolean isFinal() {
        return code >= FIRST_FINAL_CODE;
    }

    /** Whether an operation with this status may get that one next. Running to Pending: a durable operation changes hands. */
    public boolean canBecome(OperationStatus next) {
        return switch (this) {
            case PENDING -> next == RUNNING || next.isOutcome();
            case RUNNING -> next == CANCELLING || next == PENDING || next.isOutcome();
            case CANCELLING -> next.isOutcome();
            case SUCCESS, FAILURE, CANCELLED -> false;
            case OPERATION_CREATED,
                    STARTED,
                    STOPPED,
                    STARTING,
                    STOPPING,
                    ABORTING,
                    FREEZING,
                    FROZEN,
                    THAWED,
                    ERROR,
                    READY -> false;
        };
    }

    private boolean isOutcome() {
        return this == SUCCESS || this == FAILURE || this == CANCELLED;
    }

    public static Optional<OperationStatus> ofText(String text) {
        return Arrays.stream(values())
                .filter(it -> it.text.equalsIgnoreCase(text))
                .findFirst();
    }

    static OperationStatus ofCode(int code) {
        return Arrays.stream(values())
                .filter(it -> it.code == code)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Unknown status code " + code));
    }
}
