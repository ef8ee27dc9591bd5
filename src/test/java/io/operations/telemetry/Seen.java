package io.operations.telemetry;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.util.HexFormat;
import java.util.List;

/** A span that came to the collector, from the service of that name. */
record Seen(String service, Span span) {

    String name() {
        return span.getName();
    }

    String traceId() {
        return hex(span.getTraceId());
    }

    String id() {
        return hex(span.getSpanId());
    }

    String parent() {
        return hex(span.getParentSpanId());
    }

    boolean isError() {
        return span.getStatus().getCode() == StatusCode.STATUS_CODE_ERROR;
    }

    /** Of the spans it is linked to: trace and span. */
    List<String> links() {
        return span.getLinksList().stream()
                .map(it -> hex(it.getTraceId()) + "-" + hex(it.getSpanId()))
                .toList();
    }

    /** As text; empty where there is none. */
    String attribute(String name) {
        return span.getAttributesList().stream()
                .filter(it -> it.getKey().equals(name))
                .map(it -> it.getValue().hasIntValue()
                        ? Long.toString(it.getValue().getIntValue())
                        : it.getValue().getStringValue())
                .findFirst()
                .orElse("");
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }
}
