package io.operations.fault;

import io.operations.fault.Replica.Contact;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client's way to a member, where any request may be cut off, and none is repeated unless the client wants it. */
final class Http {

    static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Duration CONNECT = Duration.ofSeconds(1);

    /** A member that stands still does not answer; whoever has a key asks another then. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    /** More than a member takes to answer that it has not ended yet. */
    private static final Duration CANCEL = Duration.ofSeconds(45);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();

    /** @param body missing where it is no JSON */
    record Answer(int status, JsonNode body) {

        UUID id() {
            return UUID.fromString(body.path("metadata").path("id").asString());
        }

        int operationStatus() {
            return body.path("metadata").path("status_code").asInt(0);
        }
    }

    Answer schedule(Contact member, String key, String body) throws IOException {
        return send(request(member, "")
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(body)));
    }

    /** For as long as it takes: who waits at a member that stands still is answered when it goes on. */
    Answer await(Contact member, UUID id) throws IOException {
        return send(request(member, "/" + id + "/wait").GET());
    }

    Answer cancel(Contact member, UUID id) throws IOException {
        return send(request(member, "/" + id).timeout(CANCEL).DELETE());
    }

    private static HttpRequest.Builder request(Contact member, String path) {
        return HttpRequest.newBuilder(URI.create(member.address() + "/1.0/operations" + path));
    }

    private Answer send(HttpRequest.Builder request) throws IOException {
        try {
            var response = client.send(request.build(), BodyHandlers.ofString());
            var json = response.headers().firstValue("Content-Type").orElse("").contains("json");
            return new Answer(response.statusCode(), json ? JSON.readTree(response.body()) : JSON.missingNode());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    CompletableFuture<WebSocket> listen(Contact member, WebSocket.Listener listener) {
        return client.newWebSocketBuilder()
                .connectTimeout(PATIENCE)
                .buildAsync(
                        URI.create(member.address().replace("http:", "ws:") + "/1.0/events?type=operation"), listener);
    }
}
