package io.operations.web;

import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.operations.requestor.LifecycleEntry;
import io.operations.requestor.LifecycleEntry.Kind;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** Counts and logs refused requests, and keeps them until {@link LifecycleWriter} stores them. Never waits for anything. */
@Component
@EnableConfigurationProperties(SecurityLogSettings.class)
final class Refusals implements Withdrawals {

    static final String REFUSED = "api.requests.refused";
    static final String WITHDRAWN = "access-withdrawn";

    private final SecurityEvents events;
    private final PendingEntries pending;
    private final RefusalLimits limits;
    private final LongAdder leftOut = new LongAdder();
    private final Map<Cause, Counter> counters = new EnumMap<>(Cause.class);

    /** Why a request is refused, in the metric. */
    enum Cause {
        /** Credentials do not hold. */
        CREDENTIALS,
        /** The caller is not trusted, or has the wrong secret. */
        STRANGER,
        /** The caller may not do it. */
        RIGHT,
        /** The rights of a listener were taken away. */
        WITHDRAWN
    }

    Refusals(SecurityEvents events, PendingEntries pending, SecurityLogSettings settings, MeterRegistry registry) {
        this.events = events;
        this.pending = pending;
        limits = new RefusalLimits(settings, TimeMeter.SYSTEM_NANOTIME);
        for (var cause : Cause.values()) counters.put(cause, counter(registry, cause));
    }

    private static Counter counter(MeterRegistry registry, Cause cause) {
        return Counter.builder(REFUSED)
                .description("API requests that were refused for who sent them")
                .tag("cause", cause.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    void refused(String action, HttpServletRequest request, int status, String reason) {
        var refusal = events.refusal(action, request, status, reason);
        note(cause(refusal), refusal, request);
    }

    @Override
    public Runnable whenWithdrawn(HttpServletRequest request) {
        var refusal = events.refusal(WITHDRAWN, request, 0, "Access has ended");
        return () -> note(Cause.WITHDRAWN, refusal, null);
    }

    private void note(Cause cause, LifecycleEntry refusal, @Nullable HttpServletRequest request) {
        counters.getOrDefault(cause, counters.values().iterator().next()).increment();
        pending.add(refusal);
        if (limits.allows(CallerKey.of(refusal.origin().requestor()), refusal.kind() == Kind.STRANGER))
            SecurityLog.say(refusal, request);
        else leftOut.increment();
    }

    private static Cause cause(LifecycleEntry refusal) {
        if (refusal.target().status() == HttpServletResponse.SC_UNAUTHORIZED) return Cause.CREDENTIALS;
        return refusal.kind() == Kind.STRANGER ? Cause.STRANGER : Cause.RIGHT;
    }

    /** The number of lines that were left out since the call before. */
    long takeLeftOut() {
        return leftOut.sumThenReset();
    }
}
