package io.operations.web;

import io.operations.operation.OperationException;
import io.operations.operation.OperationService;
import io.operations.operation.OperationView;
import io.operations.requestor.Caller;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Waiting for the end of an operation on behalf of a request. No thread is held meanwhile. */
@Component
class Waiting {

    /** A year: longer waits would only overflow timers. */
    private static final long LONGEST_SECONDS = TimeUnit.DAYS.toSeconds(365);

    private final OperationService operations;
    private final Trust trust;
    private final Duration cancelTimeout;
    private final Executor executor =
            it -> Thread.ofVirtual().name("wait-timeout").start(it);

    Waiting(OperationService operations, Trust trust, WebSettings settings) {
        this.operations = operations;
        this.trust = trust;
        this.cancelTimeout = settings.cancelTimeout();
    }

    /**
     * The view of {@code timeout}: whole seconds; negative, or nothing, waits for ever.
     *
     * @throws OperationException.Invalid if it is no whole number
     */
    static long seconds(String text) {
        if (text.isEmpty()) {
            return -1;
        }
        try {
            return Math.min(Long.parseLong(text), LONGEST_SECONDS);
        } catch (NumberFormatException e) {
            throw new OperationException.Invalid("timeout must be a whole number of seconds");
        }
    }

    /** The final view, or the view at the time when the seconds have run out; for a caller, or the holder of a secret. */
    CompletableFuture<OperationView> of(UUID id, long seconds, Caller caller, String secret) {
        var end = operations.awaitCounted(id, () -> trust.now(caller), secret);
        if (seconds >= 0) {
            end.orTimeout(seconds, TimeUnit.SECONDS);
        }
        return orNow(end, () -> operations.findFor(trust.now(caller), id, secret));
    }

    /** After a DELETE: until the operation has ended, or the request has waited long enough. */
    CompletableFuture<OperationView> afterCancel(UUID id, Caller caller) {
        var end = operations
                .awaitCancelled(id, () -> trust.now(caller))
                .orTimeout(cancelTimeout.toNanos(), TimeUnit.NANOSECONDS);
        return orNow(end, () -> operations.find(id));
    }

    private CompletableFuture<OperationView> orNow(CompletableFuture<OperationView> end, Supplier<OperationView> now) {
        // Not on the thread that ran the timer: it serves all waiters.
        return end.exceptionallyAsync(
                failure -> {
                    if (failure instanceof TimeoutException) {
                        return now.get();
                    }
                    throw failure instanceof RuntimeException e ? e : new CompletionException(failure);
                },
                executor);
    }
}
