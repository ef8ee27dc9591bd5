package io.operations.member;

import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells a listener of a broken connection where nothing else would: a network that drops what is sent never says so to
 * whoever only listens. When nothing has come for a while the other end is asked, and given up if it does not answer.
 */
final class LinkGuard implements WebSocket.Listener {

    private final WebSocket.Listener listener;
    private final long silenceNanos;
    private volatile @Nullable WebSocket socket;
    private volatile long heardAt = System.nanoTime();
    private volatile boolean busy;
    private volatile boolean over;

    /** @param silence without a frame of any kind after which the other end is given up */
    LinkGuard(WebSocket.Listener listener, Duration silence) {
        this.listener = listener;
        this.silenceNanos = silence.toNanos();
    }

    /**
     * To be called about once a second, by one thread.
     *
     * @return whether the connection is over, and need not be looked at again
     */
    boolean look() {
        var open = socket;
        // While a frame is being taken the next is not read: silence says nothing then.
        if (open == null || over || busy) return over;
        var silent = System.nanoTime() - heardAt;
        if (silent > silenceNanos) {
            giveUp(open);
        } else if (silent > silenceNanos / 3) {
            var _ = open.sendPing(ByteBuffer.allocate(0));
        }
        return over;
    }

    private void giveUp(WebSocket open) {
        over = true;
        open.abort();
        listener.onError(open, new IOException("Nothing is heard of the member any more"));
    }

    private void heard() {
        heardAt = System.nanoTime();
    }

    private @Nullable CompletionStage<?> taking(Supplier<@Nullable CompletionStage<?>> frame) {
        busy = true;
        try {
            return frame.get();
        } finally {
            heard();
            busy = false;
        }
    }

    @Override
    public void onOpen(WebSocket webSocket) {
        heard();
        socket = webSocket;
        listener.onOpen(webSocket);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        return taking(() -> listener.onText(webSocket, data, last));
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
        return taking(() -> listener.onBinary(webSocket, data, last));
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket webSocket, ByteBuffer message) {
        return taking(() -> listener.onPing(webSocket, message));
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket webSocket, ByteBuffer message) {
        return taking(() -> listener.onPong(webSocket, message));
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        over = true;
        return listener.onClose(webSocket, statusCode, reason);
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        over = true;
        listener.onError(webSocket, error);
    }
}
