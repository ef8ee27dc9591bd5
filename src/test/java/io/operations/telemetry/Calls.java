package io.operations.telemetry;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.operations.LoopbackServer;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Somebody's endpoint that operations call, and the headers with which they did. */
final class Calls implements AutoCloseable {

    private final LoopbackServer server = LoopbackServer.serving(this::serve);
    private final List<Headers> headers = new CopyOnWriteArrayList<>();
    private final CountDownLatch gate = new CountDownLatch(1);

    /** A request body that schedules a call of a path: {@code /fail-once}, {@code /hold-first}, or any other. */
    String body(String operationClass, String path) {
        return "{\"type\": \"http-request\", \"class\": \"%s\", \"inputs\": {\"url\": \"%s%s\", \"method\": \"POST\"}}"
                .formatted(operationClass, server.url(), path);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            headers.add(exchange.getRequestHeaders());
            var path = exchange.getRequestURI().getPath();
            var first =
                    exchange.getRequestHeaders().getFirst("Operation-Attempt").equals("1");
            if (first && path.equals("/hold-first")) gate.await();
            exchange.sendResponseHeaders(first && path.equals("/fail-once") ? 503 : 204, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A header of each attempt that called for an operation, in order; "null" where there was none. */
    List<String> header(UUID operation, String name) {
        return headers.stream()
                .filter(it -> it.getFirst("Operation-Id").equals(operation.toString()))
                .map(it -> String.valueOf(it.getFirst(name)))
                .toList();
    }

    @Override
    public void close() {
        gate.countDown();
        server.close();
    }
}
