package io.operations.access;

import io.operations.openapi.Contract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Somebody who calls, with what they have to show.
 *
 * @param http    has their client certificate, if they have one
 * @param base    where they call
 * @param headers that they send with each request
 */
public record Somebody(HttpClient http, URI base, Map<String, String> headers) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** What they hear. */
    public record Reply(int status, JsonNode body, String text) {

        public JsonNode metadata() {
            return body.path("metadata");
        }

        public String id() {
            return metadata().path("id").asString();
        }
    }

    /** With nothing to show. */
    public static Somebody unknown(int port) {
        return new Somebody(HttpClient.newHttpClient(), URI.create("http://127.0.0.1:" + port), Map.of());
    }

    public static Somebody withToken(int port, String token) {
        return new Somebody(
                HttpClient.newHttpClient(),
                URI.create("http://127.0.0.1:" + port),
                Map.of("Authorization", "Bearer " + token));
    }

    /** Over TLS. */
    public static Somebody withCertificate(String address, ClientCertificate certificate) {
        return over(address, certificate.context());
    }

    /** @param address host and port */
    public static Somebody over(String address, SSLContext tls) {
        return new Somebody(
                HttpClient.newBuilder().sslContext(tls).build(), URI.create("https://" + address), Map.of());
    }

    /** The same with a token beside it. */
    public Somebody bearing(String token) {
        return new Somebody(http, base, Map.of("Authorization", "Bearer " + token));
    }

    /** Where the TLS port is; for those who may know. */
    public String tlsAddress() {
        return get("/1.0").metadata().at("/environment/addresses/0").asString();
    }

    public Reply get(String path) {
        return call("GET", path, null);
    }

    public Reply post(String path, String body) {
        return call("POST", path, body);
    }

    public Reply call(String method, String path, @Nullable String body) {
        var request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(PATIENCE)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) request.header("Content-Type", "application/json");
        headers.forEach(request::header);
        try {
            var reply = reply(http.send(request.build(), BodyHandlers.ofString()));
            if (body != null && reply.status() < 300) Contract.accepted(method, path.split("\\?", 2)[0], body);
            return reply;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What they hear at a path as it is written here, which the document may not know. */
    int status(String method, String target, @Nullable String body) {
        var request = HttpRequest.newBuilder(URI.create(base + target))
                .timeout(PATIENCE)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) request.header("Content-Type", "application/json");
        headers.forEach(request::header);
        try {
            return http.send(request.build(), BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Reply reply(HttpResponse<String> response) {
        var isJson = response.headers().firstValue("Content-Type").orElse("").contains("json");
        var body = isJson ? JSON.readTree(response.body()) : JSON.missingNode();
        var request = response.request();
        Contract.answered(
                request.method(),
                request.uri().getRawPath(),
                response.statusCode(),
                response.headers(),
                response.body(),
                body);
        return new Reply(response.statusCode(), body, response.body());
    }

    /** The status of a request for a WebSocket; 101 if there would be one. */
    public int upgrade(String path) {
        var status = opened(path);
        Contract.answered("GET", path.split("\\?", 2)[0], status);
        return status;
    }

    /** The same, of a path that the document may not know. */
    int opened(String path) {
        try {
            open(path, new WebSocket.Listener() {}).abort();
            return 101;
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused)
                return refused.getResponse().statusCode();
            throw e;
        }
    }

    /** Opens a WebSocket. */
    public WebSocket open(String path, WebSocket.Listener listener) {
        var socket = http.newWebSocketBuilder();
        headers.forEach(socket::header);
        return socket.buildAsync(URI.create((base + path).replaceFirst("^http", "ws")), listener)
                .join();
    }
}
