package io.operations.operation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When an operation may start again and when it must have ended.
 *
 * @param failures attempts that failed
 * @param dueAt    the next attempt does not start before; null while none is waited for
 * @param deadline the operation ends then at the latest; null for never, or not known before its first start
 */
record Pacing(
        int failures, @Nullable Instant dueAt, @Nullable Instant deadline) {

    static final Pacing NONE = new Pacing(0, null, null);

    Pacing endingAt(@Nullable Instant time) {
        return new Pacing(failures, dueAt, time);
    }

    Pacing failedAndDueAt(Instant time) {
        return new Pacing(failures + 1, time, deadline);
    }

    Pacing started() {
        return new Pacing(failures, null, deadline);
    }

    boolean isOver(Instant time) {
        return deadline != null && !time.isBefore(deadline);
    }
}
