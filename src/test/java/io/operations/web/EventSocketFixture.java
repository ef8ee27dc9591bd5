package io.operations.web;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.operations.event.Event;
import io.operations.event.EventHub;
import io.operations.event.EventType;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** What the tests of the events WebSocket do to it. */
final class EventSocketFixture {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** A well-behaved client: keeps what it hears and answers pings. */
    static final class Listener implements WebSocket.Listener, AutoCloseable {

        final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final StringBuilder partial = new StringBuilder();
        private @Nullable WebSocket socket;

        static Listener connect(int port, String query) {
            var listener = new Listener();
            var uri = URI.create("ws://localhost:" + port + "/1.0/events" + query);
            listener.socket =
                    CLIENT.newWebSocketBuilder().buildAsync(uri, listener).join();
            return listener;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                heard.add(partial.toString());
                partial.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
            closed.complete(statusCode);
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            closed.completeExceptionally(error);
        }

        String next() throws InterruptedException {
            var frame = heard.poll(30, SECONDS);
            if (frame == null) throw new AssertionError("nothing was heard");
            return frame;
        }

        int closeCode() {
            return closed.orTimeout(30, SECONDS).join();
        }

        void say(String text) {
            socket().sendText(text, true).join();
        }

        /** Says something that the other side may not want to hear to its end. */
        void begin(String text) {
            socket().sendText(text, true);
        }

        void say(byte[] bytes) {
            socket().sendBinary(ByteBuffer.wrap(bytes), true).join();
        }

        void leave() {
            socket().sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        }

        void vanish() {
            socket().abort();
        }

        @Override
        public void close() {
            vanish();
        }

        private WebSocket socket() {
            if (socket == null) throw new AssertionError("not connected");
            return socket;
        }
    }

    private EventSocketFixture() {}

    static void publish(EventHub hub, EventType type, String project, Object metadata) {
        hub.publish(new Event(type, Instant.parse("2026-11-23T08:54:40.25Z"), "none", project, metadata, null));
    }

    static double listeners(MeterRegistry meters) {
        return meters.get("event.listeners").gauge().value();
    }

    static double droppedAsTooSlow(MeterRegistry meters) {
        return meters.get("event.dropped").tag("reason", "too_slow").counter().count();
    }

    static void awaitNobodyListens(MeterRegistry meters, SocketSessions sessions) {
        await().until(() -> listeners(meters) == 0 && sessions.count() == 0);
    }
}
