package io.operations.telemetry;

import com.sun.net.httpserver.HttpExchange;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.operations.LoopbackServer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** Where traces go: what speaks OTLP over HTTP finds here whoever listens to that. */
final class Collector implements AutoCloseable {

    private final LoopbackServer server = LoopbackServer.serving(this::take);
    private final List<Seen> spans = new CopyOnWriteArrayList<>();

    String endpoint() {
        return server.url() + "/v1/traces";
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            ExportTraceServiceRequest.parseFrom(exchange.getRequestBody()).getResourceSpansList().stream()
                    .flatMap(Collector::spansOf)
                    .forEach(spans::add);
            exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private static Stream<Seen> spansOf(ResourceSpans resource) {
        var service = resource.getResource().getAttributesList().stream()
                .filter(it -> it.getKey().equals("service.name"))
                .map(it -> it.getValue().getStringValue())
                .findFirst()
                .orElse("");
        return resource.getScopeSpansList().stream()
                .flatMap(it -> it.getSpansList().stream())
                .map(it -> new Seen(service, it));
    }

    List<Seen> trace(String traceId) {
        return spans.stream().filter(it -> it.traceId().equals(traceId)).toList();
    }

    List<Seen> ofKind(String traceId, Span.SpanKind kind) {
        return trace(traceId).stream().filter(it -> it.span().getKind() == kind).toList();
    }

    @Override
    public void close() {
        server.close();
    }
}
