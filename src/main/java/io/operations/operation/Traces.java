package io.operations.operation;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The part of operations in traces: what they go on from is stored with them, as a W3C {@code traceparent}, so that whichever
 * member runs them does so in the trace of who asked. Each attempt is a span. Where no endpoint is set nothing is traced.
 */
@Component
final class Traces {

    private static final String HEADER = "traceparent";
    private static final int TRACE_ID_BEGIN = "00-".length();
    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();
    private static final TextMapGetter<String> ONLY_HEADER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String value) {
            return List.of(HEADER);
        }

        @Override
        public @Nullable String get(@Nullable String value, String key) {
            return key.equals(HEADER) ? value : null;
        }
    };

    private final Tracer tracer;

    Traces(Tracer tracer) {
        this.tracer = tracer;
    }

    /** What an operation that is being accepted goes on from; null where nothing is traced. */
    @Nullable
    String origin(OperationType type) {
        if (!tracer.isEnabled()) {
            return null;
        }
        var current = Span.current().getSpanContext();
        return current.isValid() ? header(current) : header(scheduled(type));
    }

    /** Nobody who asked is traced: the service itself wants it. */
    private SpanContext scheduled(OperationType type) {
        var span = tracer.spanBuilder("schedule " + type.name())
                .setSpanKind(SpanKind.PRODUCER)
                .startSpan();
        span.end();
        return span.getSpanContext();
    }

    /** Begins the span of the attempt that the operation is in. */
    Span begin(Operation operation) {
        return tracer.isEnabled()
                ? SpanIds.giving(
                        SpanIds.of(operation.id(), operation.attempt()),
                        () -> builder(operation).startSpan())
                : Span.getInvalid();
    }

    /** Not with the text of a failure: who may read traces may not be who may read the operation. */
    static void end(Span span, Outcome outcome) {
        span.setAttribute("operation.status", outcome.status().text());
        if (outcome.status() == OperationStatus.FAILURE) {
            span.setAttribute("operation.error_code", (long) outcome.errorCode());
            span.setStatus(StatusCode.ERROR);
        }
        span.end();
    }

    /** What the operation goes on from: where it came to its end it may never have had an attempt. */
    static Span origin(OperationRow row) {
        return Span.wrap(parse(row.header().trace()));
    }

    private SpanBuilder builder(Operation operation) {
        var header = operation.header();
        var attempt = operation.attempt();
        var origin = parse(header.trace());
        var builder = tracer.spanBuilder("operation " + header.type())
                .setSpanKind(SpanKind.CONSUMER)
                .setParent(Context.root().with(Span.wrap(parent(operation, origin))))
                .setAttribute("operation.id", header.id().toString())
                .setAttribute("operation.type", header.type())
                .setAttribute("operation.project", header.project())
                .setAttribute("operation.attempt", attempt)
                .setAttribute("operation.member", operation.state().location());
        if (attempt > 1 && origin.isValid()) {
            builder.addLink(sibling(origin, SpanIds.of(header.id(), attempt - 1)));
        }
        return builder;
    }

    /** A child runs within the run of its parent. */
    private static SpanContext parent(Operation operation, SpanContext origin) {
        return operation
                .parent()
                .filter(_ -> origin.isValid())
                .map(it -> sibling(origin, SpanIds.of(it.id(), it.attempt())))
                .orElse(origin);
    }

    private static SpanContext sibling(SpanContext other, String spanId) {
        return SpanContext.createFromRemoteParent(
                other.getTraceId(), spanId, other.getTraceFlags(), TraceState.getDefault());
    }

    private static SpanContext parse(@Nullable String header) {
        return header == null
                ? SpanContext.getInvalid()
                : Span.fromContext(W3C.extract(Context.root(), header, ONLY_HEADER))
                        .getSpanContext();
    }

    private static @Nullable String header(SpanContext context) {
        var headers = new HashMap<String, String>();
        W3C.inject(Context.root().with(Span.wrap(context)), headers, (_, name, value) -> headers.put(name, value));
        return headers.get(HEADER);
    }

    /** The id of the trace that such a header names. */
    static String traceId(String header) {
        return header.substring(TRACE_ID_BEGIN, TRACE_ID_BEGIN + TraceId.getLength());
    }
}
