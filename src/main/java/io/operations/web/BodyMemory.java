package io.operations.web;

import io.operations.operation.Budget;
import io.operations.operation.MemoryMetrics;
import io.operations.operation.MemorySettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * The memory of request bodies, from the first byte until the request is answered. Callers that nobody trusts share a quarter of
 * it: they never take that of the others.
 */
@Component
class BodyMemory implements HandlerInterceptor {

    private static final String RESERVATION = BodyMemory.class.getName();
    private static final String NAME = "Request bodies";
    private static final String ONE = "caller";
    private static final int STRANGERS_PART = 4;

    /** One caller gets so much of what their kind has. */
    private static final int SHARE = 4;

    private final Budget trusted;
    private final Budget strangers;

    BodyMemory(MemorySettings settings, MemoryMetrics metrics) {
        var all = settings.bodiesSize();
        var part = all / STRANGERS_PART;
        trusted = new Budget(NAME, ONE, all - part, (all - part) / SHARE);
        strangers = new Budget(NAME, ONE, part, part / SHARE);
        metrics.show("bodies", trusted);
        metrics.show("strangers_bodies", strangers);
    }

    /** What the body of this request takes; given back when the request is answered. */
    Budget.Reservation of(HttpServletRequest request) {
        var caller = CallerFilter.caller(request);
        var reservation = (caller.isTrusted() ? trusted : strangers).open(CallerKey.of(caller));
        request.setAttribute(RESERVATION, reservation);
        return reservation;
    }

    /** What the body of one request may take at most. */
    long largest() {
        return trusted.share();
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception failure) {
        release(request);
    }

    void release(HttpServletRequest request) {
        if (request.getAttribute(RESERVATION) instanceof Budget.Reservation reservation) reservation.close();
    }
}
