package io.operations.event;

import io.operations.member.Member;
import io.operations.member.MemberClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** This member as a listener of another one. */
final class EventLink implements WebSocket.Listener {

    /** What happens there, and what is logged there. */
    static final String EVENTS = "/internal/1.0/events";

    static final String LOG = EVENTS + "?type=" + EventType.LOGGING.wireName();

    private static final int GOING_AWAY = 1001;

    private final Member peer;
    private final String target;
    private final Consumer<String> onEvent;
    private final CompletableFuture<WebSocket> socket = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
    private final StringBuilder frame = new StringBuilder();

    /**
     * @param target  {@link #EVENTS} or {@link #LOG}
     * @param onEvent gets the text of each event, one after the other; while it takes one the peer has to wait
     */
    EventLink(Member peer, String target, Consumer<String> onEvent) {
        this.peer = peer;
        this.target = target;
        this.onEvent = onEvent;
    }

    Member peer() {
        return peer;
    }

    /** Done when the peer's events come from then on, or never will. */
    CompletableFuture<WebSocket> open(MemberClient client) {
        try {
            client.open(peer, target, Map.of(), this).whenComplete((opened, failure) -> {
                if (failure == null) {
                    socket.complete(opened);
                } else {
                    fail(failure);
                }
            });
        } catch (RuntimeException e) {
            fail(e);
        }
        return socket;
    }

    /** Done when it is known whether the peer's events come. */
    CompletableFuture<?> settled() {
        return socket.handle((_, _) -> null);
    }

    /** Done when nothing comes any more. */
    CompletableFuture<@Nullable Void> over() {
        return over;
    }

    boolean isOpen() {
        return socket.isDone() && !socket.isCompletedExceptionally() && !over.isDone();
    }

    void close() {
        over.complete(null);
        socket.thenAccept(it -> it.sendClose(GOING_AWAY, "").whenComplete((_, _) -> it.abort()));
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        frame.append(data);
        if (last) {
            var text = frame.toString();
            frame.setLength(0);
            onEvent.accept(text);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        over.complete(null);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        over.complete(null);
    }

    private void fail(Throwable failure) {
        socket.completeExceptionally(failure);
        over.complete(null);
    }
}
