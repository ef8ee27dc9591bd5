package io.operations.web;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;

/** Which refusals get a line in the log: a number a minute for each caller, and for all strangers together. */
final class RefusalLimits {

    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final int REMEMBERED = 10_000;

    private final TimeMeter time;
    private final Bucket strangers;
    private final LoadingCache<CallerKey, Bucket> callers;

    RefusalLimits(SecurityLogSettings settings, TimeMeter time) {
        this.time = time;
        strangers = bucket(settings.strangerRate());
        callers = Caffeine.newBuilder()
                .expireAfterAccess(PERIOD)
                .maximumSize(REMEMBERED)
                .build(_ -> bucket(settings.callerRate()));
    }

    private Bucket bucket(int rate) {
        return Bucket.builder()
                .addLimit(it -> it.capacity(rate).refillGreedy(rate, PERIOD))
                .withCustomTimePrecision(time)
                .build();
    }

    boolean allows(CallerKey caller, boolean isStranger) {
        return callers.get(caller).tryConsume(1) && (!isStranger || strangers.tryConsume(1));
    }
}
