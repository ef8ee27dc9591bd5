package io.operations.operation;

import io.operations.member.Hints;
import org.springframework.stereotype.Component;

/** Tells the other members of what this one has queued and has no slot for, and hears of theirs. */
@Component
class QueueHints {

    private static final String QUEUED = "queued";

    QueueHints(Dispatcher dispatcher, Hints hints) {
        dispatcher.onQueued(() -> hints.tell(QUEUED, ""));
        hints.on(QUEUED, _ -> dispatcher.wake());
    }
}
