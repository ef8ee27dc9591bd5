package io.operations.web;

import io.operations.event.EventFilter;
import io.operations.event.EventHub;
import io.operations.operation.OperationException;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.server.HandshakeHandler;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

/** The clients of the events WebSocket, each on a thread of its own. */
@Component
@EnableConfigurationProperties(EventSocketSettings.class)
final class EventSessions implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(EventSessions.class);
    private static final CloseStatus STOPPING = CloseStatus.SERVICE_RESTARTED.withReason("Service is shutting down");

    private final EventHub hub;
    private final EventSocketSettings settings;
    private final HandshakeHandler handshake = new DefaultHandshakeHandler();
    private final Map<EventSession, CompletableFuture<Void>> sessions = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    EventSessions(EventHub hub, EventSocketSettings settings) {
        this.hub = hub;
        this.settings = settings;
    }

    /**
     * Upgrades a request that has passed every check, and serves it from the 101 on.
     *
     * @param onEnd what to do when the client is served no more
     */
    void open(EventFilter filter, HttpServletRequest request, HttpServletResponse response, Runnable onEnd)
            throws IOException, ServletException {
        var session = begin(filter, onEnd);
        try {
            new WebSocketHttpRequestHandler(session, handshake).handleRequest(new PlainHandshake(request), response);
        } finally {
            if (response.getStatus() != HttpServletResponse.SC_SWITCHING_PROTOCOLS)
                session.end(CloseStatus.SERVER_ERROR);
        }
    }

    @Override
    public void start() {
        stopping = false;
    }

    /** Closes the clients with 1012, which tells them to come back, and waits until they have been told. */
    @Override
    public void stop() {
        stopping = true;
        var served = List.copyOf(sessions.values());
        sessions.keySet().forEach(session -> session.end(STOPPING));
        await(CompletableFuture.allOf(served.toArray(CompletableFuture<?>[]::new)));
    }

    /** A member that was never asked to start serves too: the web server starts first. */
    @Override
    public boolean isRunning() {
        return !stopping;
    }

    /** Stops late, so that clients hear how operations end, but before the web server, which would cut them off. */
    @Override
    public int getPhase() {
        return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1;
    }

    int count() {
        return sessions.size();
    }

    private EventSession begin(EventFilter filter, Runnable onEnd) {
        var session = new EventSession(hub.subscribe(filter), settings);
        var served = new CompletableFuture<Void>();
        sessions.put(session, served);
        Thread.ofVirtual().name("event-session").start(() -> serve(session, served, onEnd));
        if (!stopping) return session;
        session.end(STOPPING);
        throw new OperationException.Unavailable("Service is shutting down");
    }

    private void serve(EventSession session, CompletableFuture<Void> served, Runnable onEnd) {
        try {
            session.run();
        } finally {
            sessions.remove(session);
            served.complete(null);
            onEnd.run();
        }
    }

    private void await(CompletableFuture<Void> all) {
        try {
            all.get(settings.sendTimeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException late) {
            LOG.debug("Clients of the events WebSocket did not take their close frame in time");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
