package io.operations.operation;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets calls that accept operations in while it is open. Closing it waits until those that are in are out again. */
final class AcceptanceGate {

    private static final Logger LOG = LoggerFactory.getLogger(AcceptanceGate.class);

    private static final int ALL = Integer.MAX_VALUE;

    /** How long a call may take that is in when the gate is closed. */
    private static final Duration LAST_ONES = Duration.ofSeconds(5);

    private final Semaphore underWay = new Semaphore(ALL);
    private volatile boolean open = true;

    /** Refuses every call from now on. Returns when those that are in are out, or after five seconds. */
    void close() {
        open = false;
        try {
            if (underWay.tryAcquire(ALL, LAST_ONES.toNanos(), TimeUnit.NANOSECONDS)) {
                underWay.release(ALL);
            } else {
                LOG.warn("Left while operations were being accepted: the database does not answer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void open() {
        open = true;
    }

    /** @throws OperationException.Unavailable if the gate is closed */
    <T> T pass(Supplier<T> call) {
        // The permit comes before the look at the flag: close() waits for this call, or this call sees that it is
        // closed.
        if (!underWay.tryAcquire()) throw stopping();
        try {
            if (!open) throw stopping();
            return call.get();
        } finally {
            underWay.release();
        }
    }

    private static OperationException stopping() {
        return new OperationException.Unavailable("Service is shutting down");
    }
}
