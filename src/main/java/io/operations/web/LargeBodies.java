package io.operations.web;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.operations.operation.OperationException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Turns of requests with large bodies, which take much processor time to parse, check and store. As many of one caller are worked
 * on at a time as there are processors; the others wait, with their bodies in the budget of {@link BodyMemory}.
 */
@Component
class LargeBodies implements HandlerInterceptor {

    private static final String TURN = LargeBodies.class.getName();

    /** Bytes. A smaller body takes less than a millisecond. */
    private static final int LARGE = 16 * 1024;

    private static final int AT_A_TIME = Math.max(2, Runtime.getRuntime().availableProcessors());

    /** Kept while a request has or wants a turn. */
    private final LoadingCache<CallerKey, Semaphore> turns =
            Caffeine.newBuilder().weakValues().build(_ -> new Semaphore(AT_A_TIME, true));

    /** Waits for the turn of a request whose body has arrived. */
    void begin(HttpServletRequest request, int size) {
        if (size <= LARGE) return;
        var turn = turns.get(CallerKey.of(CallerFilter.caller(request)));
        try {
            turn.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OperationException.Unavailable("Interrupted while another request was worked on");
        }
        request.setAttribute(TURN, turn);
    }

    /** Gives the turn to the next request, if this one has it. Before the answer is written: its client may be slow to read. */
    void end(HttpServletRequest request) {
        if (!(request.getAttribute(TURN) instanceof Semaphore turn)) return;
        request.removeAttribute(TURN);
        turn.release();
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception failure) {
        end(request);
    }
}
