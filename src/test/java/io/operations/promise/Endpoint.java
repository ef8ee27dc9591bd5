package io.operations.promise;

import com.sun.net.httpserver.HttpExchange;
import io.operations.LoopbackServer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Somebody's endpoint that operations call: answers at once, or when a gate is opened, and remembers who called. */
final class Endpoint implements AutoCloseable {

    private static final int MOST_ATTEMPTS = 5;

    private final LoopbackServer server = LoopbackServer.serving(this::serve);
    private final Map<UUID, List<Integer>> attempts = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            var attempt = note(exchange);
            var path = exchange.getRequestURI().getPath();
            if (path.startsWith("/gate/")) {
                gate(path.substring("/gate/".length()), attempt).await();
            }
            var failures = path.startsWith("/fail/") ? Integer.parseInt(path.substring("/fail/".length())) : 0;
            exchange.sendResponseHeaders(attempt <= failures ? 503 : 204, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int note(HttpExchange exchange) {
        var headers = exchange.getRequestHeaders();
        var attempt = Integer.parseInt(headers.getFirst("Operation-Attempt"));
        attempts.computeIfAbsent(UUID.fromString(headers.getFirst("Operation-Id")), _ -> new CopyOnWriteArrayList<>())
                .add(attempt);
        return attempt;
    }

    private CountDownLatch gate(String name, int attempt) {
        return gates.computeIfAbsent(name + "#" + attempt, _ -> new CountDownLatch(1));
    }

    /** Lets pass who waits there in that attempt, or comes. */
    void open(String gate, int attempt) {
        gate(gate, attempt).countDown();
    }

    /** Lets all pass. */
    void open(String gate) {
        for (var attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
            open(gate, attempt);
        }
    }

    /** The attempts that called on behalf of an operation, in order. */
    List<Integer> attempts(UUID operation) {
        return attempts.getOrDefault(operation, List.of());
    }

    /** A request body that schedules a call that waits at the gate; without a gate it is answered at once. */
    String call(String operationClass, String gate, String conflictReference) {
        return callAt(gate.isEmpty() ? "/now" : "/gate/" + gate, operationClass, conflictReference);
    }

    /** One that schedules a durable call that fails so many times. */
    String failing(int failures, String conflictReference) {
        return callAt("/fail/" + failures, "durable", conflictReference);
    }

    private String callAt(String path, String operationClass, String conflictReference) {
        return """
                {"type": "http-request", "class": "%s", "conflict_reference": "%s",
                 "inputs": {"url": "%s%s", "method": "POST"}}""".formatted(operationClass, conflictReference, server.url(), path);
    }

    @Override
    public void close() {
        gates.values().forEach(CountDownLatch::countDown);
        server.close();
    }
}
