package io.operations.web;

import io.operations.operation.OperationException;
import io.operations.requestor.AccessException;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;

/**
 * One client of a WebSocket. Its thread does all the sending, messages, pings and the close frame alike, so that nothing
 * overlaps; everybody else only says that it should end. The thread exists before the connection does.
 */
abstract class SocketSession extends AbstractWebSocketHandler {

    private static final Logger LOG = LoggerFactory.getLogger(SocketSession.class);

    private static final CloseStatus GONE = CloseStatus.POLICY_VIOLATION.withReason("Pings were not answered");

    /** As for a service that restarts: clients come back by themselves. */
    private static final CloseStatus TOO_OLD =
            CloseStatus.SERVICE_RESTARTED.withReason("Connection has reached its longest life; connect again");

    private static final CloseStatus UNWELCOME = CloseStatus.POLICY_VIOLATION.withReason("Access has ended");

    private final SocketSettings settings;
    private final BooleanSupplier welcome;
    private final KeepAlive keepAlive;
    private final CompletableFuture<WebSocketSession> opened = new CompletableFuture<>();
    private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
    private volatile Set<SocketSession> sending = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Thread thread;
    private volatile @Nullable SendTimes times;

    /**
     * How a session ends.
     *
     * @param status  what the client sees
     * @param orderly whether the client, or whoever served it, said goodbye; if not, the connection is given up
     */
    record Ending(CloseStatus status, boolean orderly) {}

    /** @param welcome whether the client may stay, asked at each ping; may throw a refusal instead */
    SocketSession(SocketSettings settings, BooleanSupplier welcome) {
        this.settings = settings;
        this.welcome = welcome;
        this.keepAlive = new KeepAlive(settings, System::nanoTime);
    }

    /** Sends what is next, if there is something within this time; then returns. */
    abstract void sendNext(WebSocketSession session, Duration wait) throws IOException, InterruptedException;

    /** The session is to end; called once. May not block. */
    abstract void ended(Ending how);

    /** Nothing more will come: whoever has something for the client may still send it. May not block. */
    void finish() {}

    /** Gives the connection up; the first ending given is the one that counts. */
    final void end(CloseStatus status) {
        end(new Ending(status, false));
    }

    final void end(Ending how) {
        if (!ending.compareAndSet(null, how)) return;
        ended(how);
        opened.cancel(false);
    }

    final boolean isEnding() {
        return ending.get() != null;
    }

    final KeepAlive keepAlive() {
        return keepAlive;
    }

    final SocketSettings settings() {
        return settings;
    }

    /** For the thread of the session. */
    final void send(WebSocketSession session, WebSocketMessage<?> message) throws IOException {
        if (times == null) return;
        sending.add(this);
        try {
            times.send(session, message);
        } finally {
            sending.remove(this);
        }
    }

    /** Where it is to be found while it sends. */
    final void sendingIn(Set<SocketSession> all) {
        sending = all;
    }

    /** To be called now and then: what is being sent may have to wait for the client. */
    final void giveWay() {
        if (times != null) times.giveWay();
    }

    /** Serves the client until one side ends it. */
    final void run() {
        thread = Thread.currentThread();
        try {
            serve(opened.get(settings.openTimeout().toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException | CancellationException | ExecutionException neverOpened) {
            LOG.debug("A client of a WebSocket left before its connection stood");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            end(CloseStatus.SESSION_NOT_RELIABLE);
        }
    }

    /** Gives the session the time to end that a client has to take a close frame, and then does not ask any more. */
    final void cutOff() {
        var serving = thread;
        try {
            if (serving != null && !serving.join(settings.closeTimeout())) serving.interrupt();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void afterConnectionEstablished(WebSocketSession session) {
        times = new SendTimes(session, settings);
        keepAlive.heard();
        if (!opened.complete(session)) close(session);
    }

    @Override
    public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
        end(new Ending(status, status.getCode() != CloseStatus.NO_CLOSE_FRAME.getCode()));
        stopSending();
    }

    /** The end, which always follows, says what it was: a goodbye that could not be answered is one all the same. */
    @Override
    public void handleTransportError(WebSocketSession session, Throwable failure) {
        LOG.debug("The connection of a client of a WebSocket failed", failure);
    }

    @Override
    protected void handlePongMessage(WebSocketSession session, PongMessage message) {
        keepAlive.heard();
    }

    /** What is being sent to a connection that is closed would wait for its timeout. */
    private void stopSending() {
        var serving = thread;
        if (serving != null && serving != Thread.currentThread()) serving.interrupt();
    }

    private void serve(WebSocketSession session) throws InterruptedException {
        try {
            while (!isEnding()) {
                keepAlive(session);
                sendNext(session, keepAlive.untilNextLook());
            }
        } catch (IOException | IllegalStateException gone) { // Tomcat throws either when the connection is closed
            LOG.debug("Failed sending to a client of a WebSocket; dropping it", gone);
            end(CloseStatus.SESSION_NOT_RELIABLE);
        } finally {
            close(session);
        }
    }

    private void keepAlive(WebSocketSession session) throws IOException {
        if (keepAlive.isGone()) {
            end(GONE);
        } else if (keepAlive.isTooOld()) {
            end(new Ending(TOO_OLD, true));
        } else if (keepAlive.isPingDue()) {
            keepAlive.pinged();
            lookAgain();
            send(session, new PingMessage());
        }
    }

    /** On a thread of its own: that of the session may be interrupted, which would cost the database a connection. */
    private void lookAgain() {
        Thread.ofVirtual().name("access-check").start(() -> {
            try {
                if (!welcome.getAsBoolean()) end(new Ending(UNWELCOME, true));
            } catch (AccessException | OperationException.NotFound refused) {
                end(new Ending(UNWELCOME, true));
            } catch (RuntimeException unknown) {
                LOG.debug("Whether a client of a WebSocket may stay cannot be told now", unknown);
            }
        });
    }

    private void close(WebSocketSession session) {
        var how = ending.get();
        if (times != null) times.closing();
        try {
            session.close(how == null ? CloseStatus.SERVER_ERROR : how.status());
        } catch (IOException | IllegalStateException gone) {
            LOG.debug("A client of a WebSocket left without a closing handshake", gone);
        }
    }
}
