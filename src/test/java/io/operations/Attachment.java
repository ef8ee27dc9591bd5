package io.operations;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A well-behaved client that is attached to a channel of an operation: it answers pings and keeps what it is told. */
public final class Attachment implements WebSocket.Listener, AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final int PATIENCE_SECONDS = 30;

    private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
    private final CompletableFuture<Goodbye> end = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private @Nullable WebSocket socket;

    /** How the other side ended it. */
    public record Goodbye(int code, String reason) {}

    /** Attaches to the operation that was scheduled, with the secret that whoever scheduled it was told. */
    public static Attachment to(int port, Api.Answer scheduled, String channel) {
        var attachment = new Attachment();
        var target = Handshake.target(scheduled.id(), "secret=" + secret(scheduled, channel));
        attachment.socket = HTTP.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + target), attachment)
                .join();
        return attachment;
    }

    /** The secret of a channel. */
    public static String secret(Api.Answer scheduled, String channel) {
        return scheduled.metadata().path("metadata").path("fds").path(channel).asString();
    }

    public void say(String message) {
        socket().sendText(message, true).join();
    }

    public void say(byte... message) {
        socket().sendBinary(ByteBuffer.wrap(message), true).join();
    }

    public void leave(int code, String reason) {
        socket().sendClose(code, reason).join();
    }

    /** The next whole message: a string, or a buffer where it was bytes. */
    public Object hear() throws InterruptedException {
        var message = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("Nothing was said");
        }
        return message;
    }

    public Goodbye end() {
        return end.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            heard.add(text.toString());
            text.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
        var piece = new byte[data.remaining()];
        data.get(piece);
        bytes.writeBytes(piece);
        if (last) {
            heard.add(ByteBuffer.wrap(bytes.toByteArray()));
            bytes.reset();
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
        end.complete(new Goodbye(code, reason));
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        end.completeExceptionally(error);
    }

    @Override
    public void close() {
        socket().abort();
    }

    private WebSocket socket() {
        if (socket == null) {
            throw new AssertionError("Not attached");
        }
        return socket;
    }
}
