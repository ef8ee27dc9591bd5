package io.operations.web;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.operations.operation.Budget;
import io.operations.operation.OperationException;
import io.operations.requestor.Caller;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** What each caller takes of the service, and how much of it they may. */
final class CallerLimits {

    /** Bytes of a request that waits or of an event stream, its connection included, as measured. */
    static final long EACH = 65_536;

    private static final Duration RETRY = Duration.ofSeconds(5);

    /** A host of strangers may send in one go what it may send in so many seconds. */
    private static final int STRANGERS_SECONDS = 10;

    /** Callers of whom it is remembered what they have scheduled. Of whom it is forgotten has a new burst. */
    private static final int REMEMBERED = 100_000;

    private final CallerLimitSettings settings;
    private final Places listeners;
    private final Places waiters;
    private final Budget memory;
    private final TimeMeter time;
    private final LoadingCache<CallerKey, Bucket> buckets;
    private final LoadingCache<CallerKey, Bucket> strangers;

    /** @param memory of waits and event streams */
    CallerLimits(CallerLimitSettings settings, Budget memory, TimeMeter time) {
        this.settings = settings;
        this.memory = memory;
        this.time = time;
        listeners = new Places(settings.listeners());
        waiters = new Places(settings.waiters());
        buckets = buckets(settings.scheduleRate(), settings.scheduleBurst());
        strangers = buckets(settings.strangerRate(), settings.strangerRate() * STRANGERS_SECONDS);
    }

    private LoadingCache<CallerKey, Bucket> buckets(int rate, int burst) {
        return Caffeine.newBuilder()
                // Who has paused for so long has the whole burst again, and there is nothing to remember.
                .expireAfterAccess(Duration.ofSeconds(Math.ceilDiv(burst, rate) + 1))
                .maximumSize(REMEMBERED)
                .build(_ -> bucket(rate, burst));
    }

    private Bucket bucket(int rate, int burst) {
        return Bucket.builder()
                .addLimit(it -> it.capacity(burst).refillGreedy(rate, Duration.ofSeconds(1)))
                .withCustomTimePrecision(time)
                .build();
    }

    /**
     * Counts a request of somebody who is not trusted, to what is open to all; those of others are not counted.
     *
     * @throws OperationException.TooMany if their host has sent too many in too short a time
     */
    void stranger(Caller caller) {
        if (caller.isTrusted()) return;
        var probe = strangers.get(CallerKey.of(caller)).tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed())
            throw new OperationException.TooMany(
                    "Too many requests without credentials: at most " + settings.strangerRate() + " a second",
                    Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    /**
     * Counts operations that the caller is about to schedule, or a token that they are about to redeem.
     *
     * @throws OperationException.TooMany if they have scheduled too many in too short a time
     */
    void scheduling(Caller caller, int operations) {
        stranger(caller);
        // No family is larger than the burst; who sends a larger one hears that from those who look at it.
        var wanted = Math.min(operations, settings.scheduleBurst());
        var probe = buckets.get(CallerKey.of(caller)).tryConsumeAndReturnRemaining(wanted);
        if (!probe.isConsumed())
            throw new OperationException.TooMany(
                    "Too many operations scheduled: at most " + settings.scheduleRate() + " a second, and "
                            + settings.scheduleBurst() + " at once",
                    Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    /**
     * Counts a listener until the place is closed.
     *
     * @throws OperationException.TooMany     if the caller has too many
     * @throws OperationException.Unavailable if there is no memory for one more of anybody
     */
    Places.Place listening(Caller caller) {
        return place(listeners, caller, "Too many event streams open: at most " + settings.listeners());
    }

    /** With its memory. */
    private Places.Place place(Places places, Caller caller, String refusal) {
        var key = CallerKey.of(caller);
        var place = places.take(key).orElseThrow(() -> new OperationException.TooMany(refusal, RETRY));
        try {
            var bytes = memory.take(key, EACH);
            return () -> {
                bytes.close();
                place.close();
            };
        } catch (OperationException refused) {
            place.close();
            throw refused;
        }
    }

    /**
     * Waits, and counts the caller as long as that takes.
     *
     * @throws OperationException.TooMany     if the caller waits too often already
     * @throws OperationException.Unavailable if there is no memory for one more of anybody
     */
    <T> CompletableFuture<T> waiting(Caller caller, Supplier<CompletableFuture<T>> wait) {
        stranger(caller);
        var place = place(waiters, caller, "Too many requests waiting: at most " + settings.waiters());
        try {
            return wait.get().whenComplete((_, _) -> place.close());
        } catch (RuntimeException | Error refused) {
            place.close();
            throw refused;
        }
    }

    int listeners() {
        return listeners.taken();
    }

    int waiters() {
        return waiters.taken();
    }
}
