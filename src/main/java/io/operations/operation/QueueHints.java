package io.operations.operation;

import io.operations.member.Hints;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Tells the other members of what this one has queued and has no slot for, and hears of theirs. */
@Component
class QueueHints {

    private static final String QUEUED = "queued";

    /** While others are heard, for what got lost. */
    private static final Duration SELDOM = Duration.ofSeconds(1);

    /** While they are not, what one of them has no slot for is to start here within 100 ms all the same. */
    private static final Duration OFTEN = Duration.ofMillis(50);

    QueueHints(Dispatcher dispatcher, Hints hints) {
        dispatcher.onQueued(() -> hints.tell(QUEUED, ""));
        dispatcher.lookEvery(() -> hints.areMissed() ? OFTEN : SELDOM);
        hints.on(QUEUED, _ -> dispatcher.wake());
    }
}
