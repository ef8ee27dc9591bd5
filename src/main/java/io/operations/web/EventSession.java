package io.operations.web;

import io.operations.event.Subscription;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;

/**
 * One client of the events WebSocket. The subscription exists before the connection does, as clients take it that delivery
 * starts with the 101.
 */
final class EventSession extends SocketSession {

    private static final CloseStatus TOO_SLOW = CloseStatus.SERVICE_OVERLOAD.withReason("Events came faster than read");
    private static final CloseStatus UNWRITABLE = CloseStatus.SERVER_ERROR.withReason("An event could not be sent");
    private static final CloseStatus TALKS = CloseStatus.NOT_ACCEPTABLE.withReason("Nothing is taken here");

    private final Subscription subscription;

    /** @param welcome whether the client may still listen; may throw a refusal instead */
    EventSession(Subscription subscription, EventSocketSettings settings, BooleanSupplier welcome) {
        super(settings, welcome);
        this.subscription = subscription;
    }

    /** Of what a client says nothing is kept, however much it is. */
    @Override
    public boolean supportsPartialMessages() {
        return true;
    }

    @Override
    protected void handleTextMessage(WebSocketSession session, TextMessage message) {
        end(TALKS);
    }

    @Override
    protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message) {
        end(TALKS);
    }

    @Override
    void sendNext(WebSocketSession session, Duration wait) throws IOException, InterruptedException {
        try {
            var frame = subscription.next(wait);
            if (frame != null) send(session, new TextMessage(frame));
        } catch (Subscription.Ended ended) {
            end(statusOf(ended.reason()));
        }
    }

    @Override
    void finish() {
        subscription.closeWhenTaken();
    }

    @Override
    void ended(Ending how) {
        subscription.close();
    }

    private static CloseStatus statusOf(Subscription.Reason reason) {
        return switch (reason) {
            case CLOSED -> SocketSessions.STOPPING;
            case TOO_SLOW -> TOO_SLOW;
            case UNWRITABLE -> UNWRITABLE;
        };
    }
}
