package io.operations.access;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** Hears the security log until it is closed. */
final class SecurityLines implements AutoCloseable {

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.operations.security");
    private final List<ILoggingEvent> lines = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent line) {
            lines.add(line);
        }
    };

    SecurityLines() {
        appender.start();
        logger.addAppender(appender);
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
    }

    /** The fields of each line. */
    List<Map<String, String>> all() {
        return lines.stream().map(SecurityLines::fields).toList();
    }

    List<Map<String, String>> of(String action) {
        return all().stream()
                .filter(it -> action.equals(it.get("event.action")))
                .toList();
    }

    List<Map<String, String>> where(Predicate<Map<String, String>> condition) {
        return all().stream().filter(condition).toList();
    }

    private static Map<String, String> fields(ILoggingEvent line) {
        return line.getKeyValuePairs().stream().collect(Collectors.toMap(it -> it.key, it -> String.valueOf(it.value)));
    }
}
