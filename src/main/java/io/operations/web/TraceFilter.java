package io.operations.web;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Has a request that changes something be a span in the trace of whoever sent it. Comes after {@link CallerFilter}: strangers
 * are traced neither in a trace of their choice nor in one of their own.
 */
final class TraceFilter extends OncePerRequestFilter {

    private static final Set<String> CHANGES = Set.of("POST", "DELETE");
    private static final String API = "/1.0";
    private static final String TRACE = TraceFilter.class.getName() + ".TRACE";

    private static final TextMapGetter<HttpServletRequest> HEADERS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(HttpServletRequest request) {
            return Collections.list(request.getHeaderNames());
        }

        @Override
        public @Nullable String get(@Nullable HttpServletRequest request, String name) {
            return request == null ? null : request.getHeader(name);
        }
    };

    private final Tracer tracer;
    private final Routes routes;

    TraceFilter(Tracer tracer, Routes routes) {
        this.tracer = tracer;
        this.routes = routes;
    }

    /** The trace in which the request is a span; empty if it is in none. */
    static String traceId(HttpServletRequest request) {
        return request.getAttribute(TRACE) instanceof String id ? id : "";
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !tracer.isEnabled()
                || !CHANGES.contains(request.getMethod())
                || !CallerFilter.caller(request).isTrusted()
                || !Routes.isWithin(routes.of(request), API);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var span = begin(request);
        request.setAttribute(TRACE, span.getSpanContext().getTraceId());
        try (var _ = span.makeCurrent()) {
            WhenAnswered.handOn(chain, request, response, status -> end(span, request, status));
        }
    }

    private Span begin(HttpServletRequest request) {
        return tracer.spanBuilder(request.getMethod())
                .setSpanKind(SpanKind.SERVER)
                .setParent(W3CTraceContextPropagator.getInstance().extract(Context.root(), request, HEADERS))
                .setAttribute("http.request.method", request.getMethod())
                .startSpan();
    }

    /** Named by its route: names of things are without number, and may hold what nobody should read. */
    private static void end(Span span, HttpServletRequest request, int status) {
        if (request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE) instanceof String route) {
            span.updateName(request.getMethod() + " " + route);
            span.setAttribute("http.route", route);
        }
        span.setAttribute("http.response.status_code", (long) status);
        if (status >= HttpServletResponse.SC_INTERNAL_SERVER_ERROR) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end();
    }
}
