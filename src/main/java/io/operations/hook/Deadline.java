package io.operations.hook;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The end of a call's time: whatever is under way then is cut off. Closed earlier, it never comes. */
final class Deadline implements AutoCloseable {

    private final CompletableFuture<Boolean> passed;

    private Deadline(CompletableFuture<Boolean> passed) {
        this.passed = passed;
    }

    static Deadline in(Duration time) {
        return new Deadline(
                new CompletableFuture<Boolean>().completeOnTimeout(true, time.toNanos(), TimeUnit.NANOSECONDS));
    }

    /** What to do when it comes, on a thread of its own; at once if it has come already. */
    void cuts(Runnable cut) {
        var unused = passed.thenAccept(late -> {
            if (late) {
                Thread.ofVirtual().name("http-request-deadline").start(cut);
            }
        });
    }

    boolean hasPassed() {
        return passed.getNow(false);
    }

    @Override
    public void close() {
        passed.complete(false);
    }
}
