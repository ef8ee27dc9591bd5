package io.operations.web;

import io.operations.operation.Channel;
import io.operations.operation.Frame;
import io.operations.operation.Peer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;

/**
 * One client of an operation, and what the channel of that operation knows as its peer. Messages pass in pieces of a few
 * KiB. The channel is called on the thread that reads the connection: while it takes a piece the next is not read, so the
 * client has to wait. That holds a thread, which must be a virtual one.
 */
final class ChannelSession extends SocketSession implements Peer {

    private static final Logger LOG = LoggerFactory.getLogger(ChannelSession.class);

    /** A piece that took longer had to wait until the client took something, which is a sign of life. */
    private static final Duration WAITED = Duration.ofMillis(100);

    private static final int LONGEST_REASON = 123;
    private static final CloseStatus TOO_BIG = CloseStatus.TOO_BIG_TO_PROCESS;
    private static final CloseStatus NOT_TAKEN = CloseStatus.SERVER_ERROR.withReason("A message could not be taken");

    private final Channel channel;
    private final long longestMessage;
    private long received;
    private final Outbox outbox = new Outbox();

    /** What a channel does with what arrives. */
    private interface Taking {
        void take() throws IOException, InterruptedException;
    }

    /** @param welcome whether the client may stay */
    ChannelSession(Channel channel, OperationSocketSettings settings, BooleanSupplier welcome) {
        super(settings, welcome);
        this.channel = channel;
        longestMessage = settings.maxMessageSize().toBytes();
    }

    /** Whoever is interrupted has left a message unfinished, so that all they can do then is close the connection. */
    @Override
    public void send(Frame frame) throws IOException, InterruptedException {
        outbox.send(frame);
    }

    @Override
    public void close(int code, String reason) {
        end(new Ending(status(code, reason), true));
    }

    @Override
    public boolean supportsPartialMessages() {
        return true;
    }

    @Override
    public void afterConnectionEstablished(WebSocketSession session) {
        super.afterConnectionEstablished(session);
        take(() -> channel.opened(this));
    }

    @Override
    protected void handleTextMessage(WebSocketSession session, TextMessage message) {
        var payload = StandardCharsets.UTF_8.encode(message.getPayload());
        receive(new Frame(Frame.Kind.TEXT, payload, message.isLast()));
    }

    @Override
    protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message) {
        receive(new Frame(Frame.Kind.BINARY, message.getPayload(), message.isLast()));
    }

    /** The channel is told of a message that is too long as of a goodbye, with that code. */
    private void receive(Frame piece) {
        received += piece.size();
        if (received > longestMessage) {
            end(new Ending(TOO_BIG.withReason("Message is longer than " + longestMessage + " bytes"), true));
            return;
        }
        if (piece.last()) received = 0;
        take(() -> channel.received(piece));
    }

    @Override
    void sendNext(WebSocketSession session, Duration wait) throws IOException, InterruptedException {
        var piece = outbox.next(wait);
        if (piece == null) return;
        var start = System.nanoTime();
        send(session, message(piece));
        if (System.nanoTime() - start > WAITED.toNanos()) keepAlive().heard();
        outbox.sent();
    }

    @Override
    void ended(Ending how) {
        outbox.close();
        Thread.ofVirtual().name("socket-end").start(() -> tell(how));
    }

    private void tell(Ending how) {
        var status = how.orderly() ? how.status() : CloseStatus.NO_CLOSE_FRAME;
        try {
            channel.closed(status.getCode(), status.getReason() == null ? "" : status.getReason());
        } finally {
            cutOff();
        }
    }

    /** While a piece is being taken the client is not heard. What arrives after the end is read only to find its end. */
    private void take(Taking taking) {
        if (isEnding()) return;
        var taken = false;
        keepAlive().stopListening();
        try {
            taking.take();
            taken = true;
        } catch (IOException refused) {
            LOG.debug("An operation did not take what a client sent", refused);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            keepAlive().listen();
            if (!taken) end(NOT_TAKEN);
        }
    }

    private static WebSocketMessage<?> message(Frame piece) {
        return switch (piece.kind()) {
            case TEXT -> new TextMessage(StandardCharsets.UTF_8.decode(piece.payload()), piece.last());
            case BINARY -> new BinaryMessage(piece.payload(), piece.last());
        };
    }

    private static CloseStatus status(int code, String reason) {
        if (!isSendable(code)) throw new IllegalArgumentException("No close frame may say " + code);
        return new CloseStatus(code, Utf8.shortened(reason, LONGEST_REASON));
    }

    private static boolean isSendable(int code) {
        return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1013) || (code >= 3000 && code <= 4999);
    }
}
