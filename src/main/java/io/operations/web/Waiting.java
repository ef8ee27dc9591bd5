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
import org.springframework.stereotype.Component;

/** Waiting for the end of an operation on behalf of a request. No thread is held meanwhile. */
@Component
class Waiting {

    /** A year: longer waits would only overflow timers. */
    private static final long LONGEST_SECONDS = TimeUnit.DAYS.toSeconds(365);

    private final OperationService operations;
    private final Duration cancelTimeout;
    private final Executor executor =
            it -> Thread.ofVirtual().name("wait-timeout").start(it);

    Waiting(OperationService operations, WebSettings settings) {
        this.operations = operations;
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
        var end = operations.awaitCounted(id, caller, secret);
        if (seconds >= 0) {
            end.orTimeout(seconds, TimeUnit.SECONDS);
        }
        return orNow(end, id);
    }

    /** After a DELETE: until the operation has ended, or the request has waited long enough. */
    CompletableFuture<OperationView> afterCancel(UUID id) {
        return orNow(operations.awaitCounted(id).orTimeout(cancelTimeout.toNanos(), TimeUnit.NANOSECONDS), id);
    }

    private CompletableFuture<OperationView> orNow(CompletableFuture<OperationView> end, UUID id) {
        // Not on the thread that ran the timer: it serves all waiters.
        return end.exceptionallyAsync(
                failure -> {
                    if (failure instanceof TimeoutException) {
                        return operations.find(id);
                    }
                    throw failure instanceof RuntimeException e ? e : new CompletionException(failure);
                },
                executor);
    }
}
