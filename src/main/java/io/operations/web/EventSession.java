package io.operations.web;

import io.operations.event.Subscription;
import jakarta.websocket.Session;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;

/**
 * One client of the events WebSocket. Its thread does all the sending, events, pings and the close frame alike, so that
 * nothing overlaps; everybody else only says that it should end. The thread and the subscription exist before the
 * connection does, as clients take it that delivery starts with the 101.
 */
final class EventSession extends AbstractWebSocketHandler {

    private static final Logger LOG = LoggerFactory.getLogger(EventSession.class);

    /** Tomcat's name for how long a blocking send may take, in milliseconds; its own default is 20 s. */
    private static final String TOMCAT_SEND_TIMEOUT = "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT";

    /** Tomcat's name for how long a client may take to answer a close frame, in milliseconds; its own default is 30 s. */
    private static final String TOMCAT_CLOSE_TIMEOUT = "org.apache.tomcat.websocket.SESSION_CLOSE_TIMEOUT";

    private static final CloseStatus TOO_SLOW = CloseStatus.SERVICE_OVERLOAD.withReason("Events came faster than read");
    private static final CloseStatus UNWRITABLE = CloseStatus.SERVER_ERROR.withReason("An event could not be sent");
    private static final CloseStatus TALKS = CloseStatus.NOT_ACCEPTABLE.withReason("Nothing is taken here");
    private static final CloseStatus GONE = CloseStatus.POLICY_VIOLATION.withReason("Pings were not answered");

    private final Subscription subscription;
    private final EventSocketSettings settings;
    private final KeepAlive keepAlive;
    private final CompletableFuture<WebSocketSession> opened = new CompletableFuture<>();
    private final AtomicReference<@Nullable CloseStatus> ending = new AtomicReference<>();

    EventSession(Subscription subscription, EventSocketSettings settings) {
        this.subscription = subscription;
        this.settings = settings;
        this.keepAlive = new KeepAlive(settings, System::nanoTime);
    }

    /** Asks the session to end; the first status given is the one the client sees. */
    void end(CloseStatus status) {
        ending.compareAndSet(null, status);
        subscription.close();
        opened.cancel(false);
    }

    /** Serves the client until one side ends it. */
    void run() {
        try {
            serve(opened.get(settings.openTimeout().toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException | CancellationException | ExecutionException neverOpened) {
            LOG.debug("A client of the events WebSocket left before its connection stood");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            end(CloseStatus.SESSION_NOT_RELIABLE);
        }
    }

    @Override
    public void afterConnectionEstablished(WebSocketSession session) {
        keepAlive.heard();
        if (!opened.complete(session)) close(session);
    }

    @Override
    public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
        end(status);
    }

    @Override
    public void handleTransportError(WebSocketSession session, Throwable failure) {
        end(CloseStatus.SESSION_NOT_RELIABLE);
    }

    @Override
    protected void handlePongMessage(WebSocketSession session, PongMessage message) {
        keepAlive.heard();
    }

    @Override
    protected void handleTextMessage(WebSocketSession session, TextMessage message) {
        end(TALKS);
    }

    @Override
    protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message) {
        end(TALKS);
    }

    private void serve(WebSocketSession session) throws InterruptedException {
        try {
            limitSending(session);
            while (true) sendNext(session);
        } catch (Subscription.Ended ended) {
            end(statusOf(ended.reason()));
        } catch (IOException | IllegalStateException gone) { // Tomcat throws either when the connection is closed
            LOG.debug("Failed sending to a client of the events WebSocket; dropping it", gone);
            end(CloseStatus.SESSION_NOT_RELIABLE);
        } finally {
            close(session);
        }
    }

    private void limitSending(WebSocketSession session) {
        if (!(session instanceof NativeWebSocketSession wrapper)) return;
        if (!(wrapper.getNativeSession() instanceof Session tomcat)) return;
        var limit = settings.sendTimeout().toMillis();
        tomcat.getUserProperties().putAll(Map.of(TOMCAT_SEND_TIMEOUT, limit, TOMCAT_CLOSE_TIMEOUT, limit));
    }

    private void sendNext(WebSocketSession session) throws IOException, InterruptedException {
        if (keepAlive.isGone()) end(GONE);
        else if (keepAlive.isPingDue()) ping(session);
        var frame = subscription.next(keepAlive.untilNextLook());
        if (frame != null) session.sendMessage(new TextMessage(frame));
    }

    private void ping(WebSocketSession session) throws IOException {
        keepAlive.pinged();
        session.sendMessage(new PingMessage());
    }

    private void close(WebSocketSession session) {
        try {
            session.close(Objects.requireNonNullElse(ending.get(), CloseStatus.SERVER_ERROR));
        } catch (IOException | IllegalStateException gone) {
            LOG.debug("A client of the events WebSocket left without a closing handshake", gone);
        }
    }

    private static CloseStatus statusOf(Subscription.Reason reason) {
        return switch (reason) {
            case CLOSED -> CloseStatus.SERVICE_RESTARTED;
            case TOO_SLOW -> TOO_SLOW;
            case UNWRITABLE -> UNWRITABLE;
        };
    }
}
