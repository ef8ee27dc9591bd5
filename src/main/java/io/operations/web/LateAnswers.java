package io.operations.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the answers to requests that have waited, without another way through all filters and handlers: half of what it takes to
 * wake thousands at once.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE) // the last to be left
class LateAnswers extends OncePerRequestFilter {

    private static final Logger LOG = LoggerFactory.getLogger(LateAnswers.class);
    private static final String LEFT = LateAnswers.class.getName() + ".LEFT";

    private final JsonMapper json;
    private final AnswerMemory memory;

    /** Not on the thread that has committed what all these have waited for. */
    private final Executor executor =
            it -> Thread.ofVirtual().name("late-answer").start(it);

    LateAnswers(JsonMapper json, AnswerMemory memory) {
        this.memory = memory;
        this.json = json;
    }

    /** Nobody else touches an answer once the thread that came with its request has left all filters. */
    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        chain.doFilter(request, response);
        if (request.getAttribute(LEFT) instanceof CompletableFuture<?> left) left.complete(null);
    }

    /** What the future comes to. What it fails with is answered by {@link ErrorAdvice}, as for all requests. */
    DeferredResult<Envelope> of(
            CompletableFuture<Envelope> envelope, HttpServletRequest request, HttpServletResponse response) {
        var result = new DeferredResult<Envelope>();
        var left = new CompletableFuture<Void>();
        request.setAttribute(LEFT, left);
        envelope.whenComplete((it, failure) -> {
            if (failure == null) left.thenRunAsync(() -> answer(it, result, request, response), executor);
            else result.setErrorResult(cause(failure));
        });
        return result;
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() instanceof Throwable cause
                ? cause
                : failure;
    }

    private void answer(
            Envelope envelope,
            DeferredResult<Envelope> result,
            HttpServletRequest request,
            HttpServletResponse response) {
        var body = json.writeValueAsBytes(envelope);
        try (var _ = memory.take(CallerFilter.caller(request), body.length)) {
            write(body, response);
            request.getAsyncContext().complete();
        } catch (RuntimeException e) {
            result.setErrorResult(e);
        }
    }

    private static void write(byte[] body, HttpServletResponse response) {
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setContentLength(body.length);
        try {
            response.getOutputStream().write(body);
        } catch (IOException gone) {
            LOG.debug("Who waited is gone", gone);
        }
    }
}
