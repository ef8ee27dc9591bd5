package io.operations.web;

import jakarta.websocket.Session;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;

/**
 * How long Tomcat may take to send on one connection: properties of the session, which it reads when a send begins.
 *
 * <p>It also reads them when a client says goodbye, to know how long it may try to answer. As long as a send is under way it
 * tries in vain, and keeps a processor busy with that; so a send that has to wait leaves it little time.
 */
final class SendTimes {

    /** How long a blocking send may take, in milliseconds; Tomcat's default is 20 s. */
    private static final String SEND = "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT";

    /** The same for a close frame with any code but 1000; Tomcat's default is 50 ms. */
    private static final String ABNORMAL_CLOSE = "org.apache.tomcat.websocket.ABNORMAL_SESSION_CLOSE_SEND_TIMEOUT";

    /** How long a client may take to answer a close frame, in milliseconds; Tomcat's default is 30 s. */
    private static final String ANSWER = "org.apache.tomcat.websocket.SESSION_CLOSE_TIMEOUT";

    private static final Duration SHORT = Duration.ofMillis(50);

    private final SocketSettings settings;
    private final Map<String, Object> properties;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Thread sender;

    SendTimes(WebSocketSession session, SocketSettings settings) {
        this.settings = settings;
        this.properties = propertiesOf(session);
        put(ANSWER, settings.closeTimeout());
        unhindered();
    }

    /** Sends; one thread does that. */
    void send(WebSocketSession session, WebSocketMessage<?> message) throws IOException {
        sending(Thread.currentThread());
        try {
            session.sendMessage(message);
        } finally {
            sending(null);
        }
    }

    /** Looks whether a send has to wait: then it has read the properties, and the next to read them is another. */
    void giveWay() {
        lock.lock();
        try {
            if (sender != null && sender.getState() == Thread.State.TIMED_WAITING) hindered();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing is sent any more but a close frame. */
    void closing() {
        put(SEND, settings.closeTimeout());
        put(ABNORMAL_CLOSE, settings.closeTimeout());
    }

    private void sending(@Nullable Thread thread) {
        lock.lock();
        try {
            sender = thread;
            unhindered();
        } finally {
            lock.unlock();
        }
    }

    /** A goodbye can be answered: on a busy machine that may take longer than Tomcat gives it. */
    private void unhindered() {
        put(SEND, settings.sendTimeout());
        put(ABNORMAL_CLOSE, settings.closeTimeout());
    }

    /** A goodbye would be answered in vain. */
    private void hindered() {
        put(SEND, SHORT);
        put(ABNORMAL_CLOSE, SHORT);
    }

    private void put(String name, Duration time) {
        properties.put(name, time.toMillis());
    }

    private static Map<String, Object> propertiesOf(WebSocketSession session) {
        return session instanceof NativeWebSocketSession wrapper && wrapper.getNativeSession() instanceof Session tomcat
                ? tomcat.getUserProperties()
                : new ConcurrentHashMap<>();
    }
}
