package io.operations.operation;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** The pause before the next try: twice as long after each one that failed, up to a longest. */
record Backoff(Duration first, Duration longest) {

    /** @param failures how many tries have failed, at least one */
    Duration after(int failures) {
        var pause = first;
        for (var i = 1; i < failures && pause.compareTo(longest) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(longest) < 0 ? pause : longest;
    }

    void pauseAfter(int failures) {
        LockSupport.parkNanos(after(failures).toNanos());
    }
}
