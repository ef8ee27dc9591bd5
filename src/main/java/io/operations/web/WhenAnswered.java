package io.operations.web;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.IntConsumer;

/** Tells a filter with which status a request was answered, at once or later, and that once. */
final class WhenAnswered implements AsyncListener {

    private final HttpServletResponse response;
    private final IntConsumer answered;

    private WhenAnswered(HttpServletResponse response, IntConsumer answered) {
        this.response = response;
        this.answered = answered;
    }

    /** Hands the request on. What is thrown counts as 500, and goes on to whoever answers it. */
    static void handOn(
            FilterChain chain, HttpServletRequest request, HttpServletResponse response, IntConsumer answered)
            throws ServletException, IOException {
        var failed = true;
        try {
            chain.doFilter(request, response);
            failed = false;
        } finally {
            if (failed) {
                answered.accept(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
            } else if (request.isAsyncStarted()) {
                request.getAsyncContext().addListener(new WhenAnswered(response, answered));
            } else {
                answered.accept(response.getStatus());
            }
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {
        answered.accept(response.getStatus());
    }

    @Override
    public void onTimeout(AsyncEvent event) {}

    @Override
    public void onError(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }
}
