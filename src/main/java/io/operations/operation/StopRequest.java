package io.operations.operation;

import org.jspecify.annotations.Nullable;

/**
 * Whether an operation is to stop, why, and the thread to tell (contract §1.1, the latch {@code running}). Guarded by the
 * operation's lock.
 */
final class StopRequest {

    private boolean made;
    private boolean timedOut;
    private @Nullable Thread runner;

    boolean isMade() {
        return made;
    }

    void make() {
        made = true;
        interrupt();
    }

    /** Its time is over: whatever becomes of it now, unless it succeeds, is a timeout. */
    void timeOut() {
        timedOut = true;
    }

    boolean isTimedOut() {
        return timedOut;
    }

    /** From here until {@link #leave} this thread is interrupted; by a request that came before, now. */
    void enter(Thread thread) {
        runner = thread;
        if (made) {
            thread.interrupt();
        }
    }

    void leave() {
        runner = null;
        // An interrupt that came too late must not hit what follows.
        var _ = Thread.interrupted();
    }

    private void interrupt() {
        if (runner != null) {
            runner.interrupt();
        }
    }
}
