package io.operations;

import io.operations.openapi.Contract;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the events WebSocket that remembers all it hears, each as the OpenAPI document says. */
public final class Listener implements WebSocket.Listener, AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final List<JsonNode> events = new CopyOnWriteArrayList<>();
    private final StringBuilder frame = new StringBuilder();
    private final AtomicInteger pings = new AtomicInteger();
    private volatile boolean closed;
    private volatile CompletableFuture<Void> ponged = new CompletableFuture<>();
    private volatile @Nullable AssertionError notAnEvent;
    private @Nullable WebSocket socket;

    /** Connects to {@code /1.0/events} with this query; hears everything from then on. */
    public static Listener on(int port, String query) {
        return opened(listener -> HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/1.0/events?" + query), listener)
                .join());
    }

    /** The same over whatever connection. */
    public static Listener opened(Function<WebSocket.Listener, WebSocket> open) {
        var listener = new Listener();
        listener.socket = open.apply(listener);
        return listener;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        frame.append(data);
        if (last) {
            hear(JSON.readTree(frame.toString()));
            frame.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    /** What is no event is told to whoever asks what was heard: nobody hears what is thrown here. */
    private void hear(JsonNode event) {
        try {
            Contract.heard(event);
        } catch (AssertionError differs) {
            notAnEvent = differs;
        }
        events.add(event);
    }

    /** Done when the service has answered, after all that it had sent before. */
    public CompletableFuture<Void> ping() {
        ponged = new CompletableFuture<>();
        Objects.requireNonNull(socket).sendPing(ByteBuffer.allocate(0)).join();
        return ponged;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket webSocket, ByteBuffer message) {
        ponged.complete(null);
        webSocket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket webSocket, ByteBuffer message) {
        pings.incrementAndGet();
        webSocket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
        closed = true;
        return null;
    }

    /** How often the service has pinged it. */
    public int pings() {
        return pings.get();
    }

    /** Whether the service has said goodbye. */
    public boolean isClosed() {
        return closed;
    }

    /** What it has heard of one operation, in order. */
    public List<JsonNode> of(Object operationId) {
        return heard(it -> it.path("metadata").path("id").asString("").equals(operationId.toString()));
    }

    /** The statuses that one operation went through, as heard. */
    public List<String> statuses(Object operationId) {
        return of(operationId).stream()
                .map(it -> it.path("metadata").path("status").asString())
                .toList();
    }

    /** The same without those that only say that something else has changed. */
    public List<String> changes(Object operationId) {
        var statuses = statuses(operationId);
        return IntStream.range(0, statuses.size())
                .filter(i -> i == 0 || !statuses.get(i).equals(statuses.get(i - 1)))
                .mapToObj(statuses::get)
                .toList();
    }

    public List<JsonNode> heard(Predicate<JsonNode> wanted) {
        if (notAnEvent != null) throw notAnEvent;
        return events.stream().filter(wanted).toList();
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.abort();
        }
    }
}
