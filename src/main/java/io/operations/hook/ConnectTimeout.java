package io.operations.hook;

import io.operations.operation.DurationInput;
import io.operations.operation.Inputs;
import io.operations.operation.OperationException;
import io.operations.operation.OperationInput;
import java.time.Duration;

/** How long an operation waits for those without whom it cannot begin. */
final class ConnectTimeout {

    static final OperationInput INPUT = OperationInput.optional(
            "connect_timeout",
            OperationInput.Kind.TEXT_OR_NUMBER,
            "How long to wait for connections: an ISO-8601 duration (PT5S) or seconds, at most 24 hours; 5 minutes if not"
                    + " given");

    private static final Duration DEFAULT = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofHours(24);

    private ConnectTimeout() {}

    /** @throws OperationException.Invalid if it is no duration, or too long */
    static Duration of(Inputs inputs) {
        return inputs.optional(INPUT.name())
                .map(it -> DurationInput.parse(it, "inputs." + INPUT.name(), LONGEST))
                .orElse(DEFAULT);
    }

    /** Time is up. */
    static OperationException.Failed failure() {
        return new OperationException.Failed(504, "Timed out waiting for websockets to connect");
    }
}
