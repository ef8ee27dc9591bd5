package io.operations.fault;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.operations.fault.Evidence.Answer;
import io.operations.fault.Evidence.Call;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The endpoint that operations call, outside of the service: what it writes down is proof of who ran what. Each answer names
 * its attempt, at the beginning for the operation's listeners and at the end as the result.
 */
final class Trail implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Log log;

    Trail(Log log) {
        this.log = log;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void serve(HttpExchange exchange) {
        var id = UUID.fromString(exchange.getRequestHeaders().getFirst("Operation-Id"));
        var attempt = Integer.parseInt(exchange.getRequestHeaders().getFirst("Operation-Attempt"));
        log.add(new Call(id, attempt, Instant.now()));
        try (exchange) {
            answer(exchange, attempt);
            log.add(new Answer(id, attempt, Instant.now()));
        } catch (IOException e) {
            // The caller has gone, which is what this is about.
        }
    }

    private static void answer(HttpExchange exchange, int attempt) throws IOException {
        exchange.getRequestBody().readAllBytes();
        var path = exchange.getRequestURI().getPath();
        if (path.equals("/failing")) {
            exchange.sendResponseHeaders(400, -1);
        } else if (path.equals("/flaky") && attempt == 1) {
            exchange.sendResponseHeaders(503, -1);
        } else {
            var millis = path.startsWith("/effort/") ? Integer.parseInt(path.substring("/effort/".length())) : 0;
            work(exchange, attempt, millis);
        }
    }

    private static void work(HttpExchange exchange, int attempt, int millis) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "application/x-ndjson");
        exchange.sendResponseHeaders(200, 0);
        try (var body = exchange.getResponseBody()) {
            line(body, "{\"metadata\": {\"attempt\": " + attempt + "}}");
            var deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
            while (System.nanoTime() < deadline) LockSupport.parkNanos(deadline - System.nanoTime());
            line(body, "{\"return\": {\"attempt\": " + attempt + "}}");
        }
    }

    private static void line(OutputStream body, String text) throws IOException {
        body.write((text + "\n").getBytes(StandardCharsets.UTF_8));
        body.flush();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
