package io.operations.operation;

import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A channel on another member: passes frames on both ways, each when the one before it has been taken, and how either end said
 * goodbye.
 */
final class RemoteChannel implements Channel, WebSocket.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(RemoteChannel.class);
    private static final int NORMAL = 1000;
    private static final int NO_CODE = 1005;
    private static final int CUT = 1006;
    private static final int BROKEN = 1011;

    private final CompletableFuture<Peer> peer = new CompletableFuture<>();
    private final CompletableFuture<WebSocket> socket = new CompletableFuture<>();

    /** Nothing is read before the client is there. */
    void connected(WebSocket opened) {
        socket.complete(opened);
    }

    @Override
    public void onOpen(WebSocket webSocket) {
        // What comes is asked for when there is somebody to take it.
    }

    @Override
    public void opened(Peer client) {
        peer.complete(client);
        socket.join().request(1);
    }

    @Override
    public void received(Frame frame) throws IOException, InterruptedException {
        var owner = socket.join();
        var sent = frame.kind() == Frame.Kind.TEXT
                ? owner.sendText(StandardCharsets.UTF_8.decode(frame.payload().duplicate()), frame.last())
                : owner.sendBinary(frame.payload().duplicate(), frame.last());
        try {
            sent.get();
        } catch (ExecutionException e) {
            throw new IOException("The member that runs the operation is not reached", e);
        }
    }

    @Override
    public void closed(int code, String reason) {
        var owner = socket.join();
        if (code == RemoteGoodbye.NOBODY_SAID_SO) {
            owner.abort();
        } else {
            owner.sendClose(NORMAL, RemoteGoodbye.of(code, reason))
                    .whenComplete((_, _) -> owner.request(Long.MAX_VALUE));
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        return pass(webSocket, new Frame(Frame.Kind.TEXT, StandardCharsets.UTF_8.encode(data.toString()), last));
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
        return pass(webSocket, new Frame(Frame.Kind.BINARY, data, last));
    }

    /** While the client takes one, the next is not read. */
    private @Nullable CompletionStage<?> pass(WebSocket webSocket, Frame frame) {
        try {
            peer.join().send(frame);
        } catch (IOException gone) {
            LOG.debug("The client is gone; it is told of, and so is the operation", gone);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
        if (code == CUT) {
            lost();
        } else {
            peer.thenAccept(it -> it.close(code == NO_CODE ? NORMAL : code, reason));
        }
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        LOG.debug("The connection to the member that runs an operation broke", error);
        lost();
    }

    private void lost() {
        peer.thenAccept(it -> it.close(BROKEN, "Connection to the operation's member is lost"));
    }
}
