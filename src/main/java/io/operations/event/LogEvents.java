package io.operations.event;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import io.operations.member.MemberService;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;

/**
 * Publishes the log of the service, INFO and above, as events (contract §2.4). Of the service only: what libraries say may hold
 * anything. Without stack traces, which no client is to see.
 */
@Component
final class LogEvents extends UnsynchronizedAppenderBase<ILoggingEvent> implements InitializingBean, DisposableBean {

    private static final String SERVICE = "io.operations";

    /** A line about an event that could not be delivered must not become the next. */
    private static final String EVENTS = "io.operations.event.";

    private final EventHub hub;
    private final MemberService member;

    /** Metadata of a logging event. */
    record Line(String message, String level, Map<String, String> context) {}

    LogEvents(EventHub hub, MemberService member) {
        this.hub = hub;
        this.member = member;
    }

    @Override
    public void afterPropertiesSet() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logging) {
            setContext(logging);
            hub.whenSomebodyListens(() -> attach(logging));
        }
    }

    /** Each time: another service in the same process may have set logging up anew, which stops and detaches all that there was. */
    private void attach(LoggerContext logging) {
        start();
        logging.getLogger(SERVICE).addAppender(this);
    }

    @Override
    public void destroy() {
        if (getContext() instanceof LoggerContext logging) {
            logging.getLogger(SERVICE).detachAppender(this);
            stop();
        }
    }

    @Override
    protected void append(ILoggingEvent line) {
        if (line.getLevel().isGreaterOrEqual(Level.INFO)
                && !line.getLoggerName().startsWith(EVENTS)
                && hub.isListenedTo(EventType.LOGGING)) {
            hub.offer(event(line));
        }
    }

    private Event event(ILoggingEvent line) {
        var metadata = new Line(line.getFormattedMessage(), level(line.getLevel()), context(line));
        return new Event(
                EventType.LOGGING,
                line.getInstant(),
                member.name(),
                "",
                metadata,
                null,
                metadata.message().length(),
                null);
    }

    /** As LXD's clients call it. */
    private static String level(Level level) {
        return switch (level.toInt()) {
            case Level.WARN_INT -> "warning";
            case Level.ERROR_INT -> "error";
            default -> "info";
        };
    }

    private static Map<String, String> context(ILoggingEvent line) {
        var context = new TreeMap<>(line.getMDCPropertyMap());
        var pairs = line.getKeyValuePairs();
        if (pairs != null) pairs.forEach(it -> context.put(it.key, String.valueOf(it.value)));
        return context;
    }
}
