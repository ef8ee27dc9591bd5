package io.operations.operation;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What an operation of {@link OperationStatements} is like. */
record RecordedKind(
        OperationClass operationClass,
        OperationStatus status,
        int attempt,
        Family family,
        @Nullable String reference,
        @Nullable Duration timeout,
        Pacing pacing) {

    static final RecordedKind TASK = new RecordedKind(
            OperationClass.TASK, OperationStatus.RUNNING, 1, Family.NONE, null, Duration.ofHours(1), Pacing.NONE);
    static final RecordedKind QUEUED =
            new RecordedKind(OperationClass.DURABLE, OperationStatus.PENDING, 0, Family.NONE, null, null, Pacing.NONE);

    /** Its member has left. */
    static final RecordedKind RELEASED =
            new RecordedKind(OperationClass.DURABLE, OperationStatus.PENDING, 1, Family.NONE, null, null, Pacing.NONE);

    RecordedKind of(Family other) {
        return new RecordedKind(operationClass, status, attempt, other, reference, timeout, pacing);
    }

    RecordedKind as(OperationClass other) {
        return new RecordedKind(other, status, attempt, family, reference, timeout, pacing);
    }

    RecordedKind holding(String other) {
        return new RecordedKind(operationClass, status, attempt, family, other, timeout, pacing);
    }

    RecordedKind until(Instant deadline) {
        return new RecordedKind(operationClass, status, attempt, family, reference, timeout, pacing.endingAt(deadline));
    }
}
