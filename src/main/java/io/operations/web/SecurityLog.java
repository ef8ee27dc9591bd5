package io.operations.web;

import io.operations.requestor.LifecycleEntry;
import io.operations.requestor.LifecycleEntry.Kind;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** Lines about security, under a name of their own, so that they can be sent elsewhere. Fields are named as in ECS, where it has them. */
final class SecurityLog {

    /** The name of the logger. */
    static final String NAME = "io.operations.security";

    private static final Logger LOG = LoggerFactory.getLogger(NAME);

    private SecurityLog() {}

    static void say(LifecycleEntry entry, @Nullable HttpServletRequest request) {
        var isChange = entry.kind() == Kind.CHANGE;
        var line = LOG.atLevel(isChange ? Level.INFO : Level.WARN)
                .addKeyValue("event.action", entry.action())
                .addKeyValue("event.outcome", isChange ? "success" : "failure");
        line = who(line, entry);
        line = what(line, entry);
        if (request != null) line = of(line, request);
        line.log(entry.action());
    }

    private static LoggingEventBuilder who(LoggingEventBuilder line, LifecycleEntry entry) {
        var requestor = entry.origin().requestor();
        return with(
                with(line, "user.name", requestor.username())
                        .addKeyValue("protocol", requestor.protocol().isEmpty() ? "none" : requestor.protocol())
                        .addKeyValue("source.address", requestor.address())
                        .addKeyValue("peer", entry.origin().peer()),
                "fingerprint",
                entry.origin().fingerprint());
    }

    private static LoggingEventBuilder what(LoggingEventBuilder line, LifecycleEntry entry) {
        var told = line;
        told = with(told, "http.request.method", entry.target().method());
        told = with(told, "http.route", entry.target().route());
        told = with(told, "url.path", entry.source());
        told = with(told, "project", entry.project());
        told = with(told, "event.reason", entry.reason());
        return entry.target().status() == 0
                ? told
                : told.addKeyValue("http.response.status_code", entry.target().status());
    }

    private static LoggingEventBuilder of(LoggingEventBuilder line, HttpServletRequest request) {
        return with(
                line.addKeyValue("http.request.id", request.getRequestId()), "trace.id", TraceFilter.traceId(request));
    }

    private static LoggingEventBuilder with(LoggingEventBuilder line, String field, String value) {
        return value.isEmpty() ? line : line.addKeyValue(field, value);
    }

    /** Lines about refused requests that were not written. */
    static void leftOut(long number) {
        LOG.atWarn()
                .addKeyValue("event.action", "lines-left-out")
                .addKeyValue("left_out", number)
                .log("Refused requests were left out of this log");
    }
}
