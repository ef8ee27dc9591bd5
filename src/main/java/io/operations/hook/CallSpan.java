package io.operations.hook;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.util.Map;

/** One request in the trace of its operation, from the first byte sent to the last one read; none where nothing is traced. */
final class CallSpan implements AutoCloseable {

    private static final int LEAST_ERROR = 400;

    private final Span span;
    private boolean answered;

    private CallSpan(Span span) {
        this.span = span;
    }

    /** Names no path and no query, which may hold secrets. */
    static CallSpan of(Hop hop, Tracer tracer) {
        if (!Span.current().getSpanContext().isValid()) {
            return new CallSpan(Span.getInvalid());
        }
        return new CallSpan(tracer.spanBuilder(hop.method())
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute("http.request.method", hop.method())
                .setAttribute("server.address", hop.endpoint().host())
                .setAttribute("server.port", (long) hop.endpoint().port())
                .startSpan());
    }

    /** What tells the endpoint of the trace: nothing where nothing is traced. */
    void addTo(Map<String, String> headers) {
        W3CTraceContextPropagator.getInstance().inject(Context.root().with(span), headers, (it, name, value) -> {
            if (it != null) it.put(name, value);
        });
    }

    void answered(int status) {
        answered = true;
        span.setAttribute("http.response.status_code", (long) status);
        if (status >= LEAST_ERROR) {
            span.setStatus(StatusCode.ERROR);
        }
    }

    @Override
    public void close() {
        if (!answered) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end();
    }
}
