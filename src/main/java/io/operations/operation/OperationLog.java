package io.operations.operation;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/**
 * Lines about operations: beside what they say stands which one it is, whose, where it runs and in which trace. A line that
 * nobody reads costs nothing.
 */
final class OperationLog {

    private static final String OPERATION = "operation";
    private static final String TYPE = "type";
    private static final String PROJECT = "project";
    private static final String MEMBER = "member";
    private static final String ATTEMPT = "attempt";
    private static final String REQUESTOR = "requestor";
    private static final String TRACE = "trace.id";
    private static final List<String> FIELDS = List.of(OPERATION, TYPE, PROJECT, MEMBER, ATTEMPT, REQUESTOR, TRACE);

    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\u2028\\u2029\"]");
    private static final Pattern BREAKS = Pattern.compile("[\\p{Cntrl}\\u0085\\u2028\\u2029]+");
    private static final int LONGEST_NAME = 128;

    private final Logger log;

    private OperationLog(Logger log) {
        this.log = log;
    }

    static OperationLog of(Class<?> speaker) {
        return new OperationLog(LoggerFactory.getLogger(speaker));
    }

    void debug(Operation operation, String message) {
        if (log.isDebugEnabled()) say(Level.DEBUG, operation.row(), null, message);
    }

    void info(Operation operation, String message, Object... values) {
        if (log.isInfoEnabled()) say(Level.INFO, operation.row(), null, message, values);
    }

    void info(OperationRow row, String message, Object... values) {
        say(Level.INFO, row, null, message, values);
    }

    void warn(Operation operation, String message, Object... values) {
        say(Level.WARN, operation.row(), null, message, values);
    }

    void warn(Operation operation, Throwable cause, String message, Object... values) {
        say(Level.WARN, operation.row(), cause, message, values);
    }

    void warn(OperationRow row, String message, Object... values) {
        say(Level.WARN, row, null, message, values);
    }

    void error(Operation operation, Throwable cause, String message, Object... values) {
        say(Level.ERROR, operation.row(), cause, message, values);
    }

    private void say(Level level, OperationRow row, @Nullable Throwable cause, String message, Object... values) {
        if (!log.isEnabledForLevel(level)) return;
        var line = log.atLevel(level).setCause(cause);
        for (var field : fields(row).entrySet()) line = line.addKeyValue(field.getKey(), field.getValue());
        try (var _ = new Outside()) {
            line.log(message, Stream.of(values).map(OperationLog::onOneLine).toArray());
        }
    }

    /** What a hook writes by itself has the same beside it until this is closed, on this thread. */
    static Scope inside(Operation operation) {
        var before = MDC.getCopyOfContextMap();
        fields(operation.row()).forEach(MDC::put);
        return () -> restore(before);
    }

    private static Map<String, String> fields(OperationRow row) {
        var header = row.header();
        var fields = new LinkedHashMap<String, String>();
        fields.put(OPERATION, header.id().toString());
        fields.put(TYPE, header.type());
        fields.put(PROJECT, header.project());
        fields.put(MEMBER, row.state().location());
        fields.put(ATTEMPT, Integer.toString(row.state().attempt()));
        if (header.requestor() != null) {
            fields.put(
                    REQUESTOR,
                    printable(header.requestor().protocol() + ":"
                            + header.requestor().username()));
        }
        if (header.trace() != null) fields.put(TRACE, Traces.traceId(header.trace()));
        return fields;
    }

    /** Names come from tokens: none may begin a line of its own, or go on for ever. */
    private static String printable(String name) {
        var bounded = name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "…";
        return UNPRINTABLE.matcher(bounded).replaceAll("?");
    }

    /** So do the reasons that hooks and endpoints give: what they say is told in full, on the line that it belongs to. */
    private static Object onOneLine(Object value) {
        return value instanceof String said ? BREAKS.matcher(said).replaceAll(" ") : value;
    }

    private static void restore(@Nullable Map<String, String> before) {
        MDC.setContextMap(before == null ? new HashMap<>() : before);
    }

    /** To be closed on the thread that opened it. */
    interface Scope extends AutoCloseable {
        @Override
        void close();
    }

    /** What a line has beside it stands there once: a hook, or a request, may say something of another operation. */
    private static final class Outside implements Scope {

        private final @Nullable Map<String, String> inside =
                MDC.get(OPERATION) == null && MDC.get(TRACE) == null ? null : MDC.getCopyOfContextMap();

        Outside() {
            if (inside != null) FIELDS.forEach(MDC::remove);
        }

        @Override
        public void close() {
            if (inside != null) restore(inside);
        }
    }
}
