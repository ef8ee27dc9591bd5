package io.operations.fault;

import io.operations.fault.Evidence.Heard;
import io.operations.fault.Evidence.Stream;
import io.operations.fault.Replica.Contact;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A listener of one place in the cluster that comes back whenever it is sent away or cut off. */
final class Ear implements AutoCloseable {

    private static final long PAUSE = 200_000_000;

    private final Http http;
    private final Log log;
    private final Supplier<Contact> member;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile @Nullable WebSocket socket;

    Ear(Http http, Log log, Supplier<Contact> member) {
        this.http = http;
        this.log = log;
        this.member = member;
        thread = Thread.ofVirtual().name("ear").start(this::listenUntilStopped);
    }

    private void listenUntilStopped() {
        while (!stopped) {
            var connection = new Connection(member.get().member());
            try {
                socket = http.listen(member.get(), connection).join();
                connection.ended.join();
            } catch (CompletionException e) {
                LockSupport.parkNanos(PAUSE);
            }
        }
    }

    /** Only its own thread writes, one frame after the other. */
    private final class Connection implements WebSocket.Listener {

        private final String name;
        private final Instant from = Instant.now();
        private final List<Heard> heard = new ArrayList<>();
        private final StringBuilder frame = new StringBuilder();
        final CompletableFuture<Void> ended = new CompletableFuture<>();

        Connection(String name) {
            this.name = name;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            frame.append(data);
            if (last) {
                hear(frame.toString());
                frame.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        private void hear(String text) {
            var view = Http.JSON.readTree(text).path("metadata");
            heard.add(new Heard(
                    UUID.fromString(view.path("id").asString()),
                    view.path("status_code").asInt(),
                    view.path("metadata").path("attempt").asInt(0),
                    view.path("location").asString("").intern(),
                    Instant.now()));
        }

        @Override
        public @Nullable CompletionStage<?> onPing(WebSocket webSocket, ByteBuffer message) {
            webSocket.request(1);
            return webSocket.sendPong(message);
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
            end(code);
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            end(1006);
        }

        private void end(int code) {
            log.add(new Stream(name, from, Instant.now(), code, List.copyOf(heard)));
            ended.complete(null);
        }
    }

    /** Hangs up, and has written down what it heard. */
    @Override
    public void close() throws InterruptedException {
        stopped = true;
        var open = socket;
        if (open != null && !open.isInputClosed()) {
            open.sendClose(WebSocket.NORMAL_CLOSURE, "");
        }
        thread.join();
    }
}
