package io.operations.web;

import io.operations.operation.OperationException;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.server.HandshakeHandler;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

/** The clients of all WebSockets, each on a thread of its own. */
@Component
@EnableConfigurationProperties({EventSocketSettings.class, OperationSocketSettings.class})
final class SocketSessions implements SmartLifecycle, DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(SocketSessions.class);
    static final CloseStatus STOPPING = CloseStatus.SERVICE_RESTARTED.withReason("Service is shutting down");

    /** Between two looks for sends that have to wait. */
    private static final long LOOK_MILLIS = 50;

    private final HandshakeHandler handshake = new DefaultHandshakeHandler();
    private final Map<SocketSession, CompletableFuture<Void>> sessions = new ConcurrentHashMap<>();
    private final Set<SocketSession> sending = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("socket-watch").daemon().factory());
    private volatile Runnable beforeStop = () -> {};
    private volatile boolean stopping;

    SocketSessions() {
        var _ = watch.scheduleWithFixedDelay(
                () -> sending.forEach(SocketSession::giveWay), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Upgrades a request that has passed every check, and serves it from the 101 on. Whatever happens, the session ends.
     *
     * @param onEnd what to do when the client is served no more
     */
    void open(SocketSession session, HttpServletRequest request, HttpServletResponse response, Runnable onEnd)
            throws IOException, ServletException {
        begin(session, onEnd);
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

    /** Closes the clients with 1012, which tells them to come back, and waits until they have been told: listeners of all. */
    @Override
    public void stop() {
        stopping = true;
        beforeStop.run();
        var served = Map.copyOf(sessions);
        served.keySet().forEach(SocketSession::finish);
        await(served.entrySet().stream()
                .filter(it -> it.getKey() instanceof EventSession)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
        served.keySet().forEach(session -> session.end(STOPPING));
        await(served);
    }

    private static void await(Map<SocketSession, CompletableFuture<Void>> served) {
        served.keySet().stream()
                .map(session -> session.settings().closeTimeout())
                .max(Comparator.naturalOrder())
                .ifPresent(time ->
                        await(CompletableFuture.allOf(served.values().toArray(CompletableFuture[]::new)), time));
    }

    /** What there is to wait for before clients are sent away. */
    void beforeStop(Runnable work) {
        beforeStop = work;
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

    @Override
    public void destroy() {
        watch.shutdownNow();
    }

    int count() {
        return sessions.size();
    }

    private void begin(SocketSession session, Runnable onEnd) {
        var served = new CompletableFuture<Void>();
        sessions.put(session, served);
        session.sendingIn(sending);
        Thread.ofVirtual().name("socket-session").start(() -> serve(session, served, onEnd));
        if (!stopping) return;
        session.end(STOPPING);
        throw new OperationException.Unavailable("Service is shutting down");
    }

    private void serve(SocketSession session, CompletableFuture<Void> served, Runnable onEnd) {
        try {
            session.run();
        } finally {
            sessions.remove(session);
            served.complete(null);
            onEnd.run();
        }
    }

    private static void await(CompletableFuture<Void> all, Duration time) {
        try {
            all.get(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException late) {
            LOG.debug("Clients of WebSockets did not take their close frame in time");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
