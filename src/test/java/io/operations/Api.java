package io.operations;

import io.operations.openapi.Contract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service as a client sees it: HTTP and nothing else. Whatever it answers is as its OpenAPI document says. */
public final class Api {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What no client is to read: names of classes, SQL, stack traces, products. */
    private static final Pattern INSIDES = Pattern.compile(
            "(?:java|javax|jakarta|org|com|tools|io)\\.[a-z]+\\.[A-Za-z]|[a-z]Exception|\\bSELECT\\b|\\bINSERT\\b|\\bat [a-z]+\\.|"
                    + "ERROR:|(?i:tomcat|spring|jackson|postgres|jdbc|static resource)");

    /** Method, target or the path in it, and version; whatever is no such line is no request for a path. */
    private static final Pattern REQUEST_LINE =
            Pattern.compile("([A-Z]+) (?:https?://[^/\\s]*)?(/[^\\s?]*|\\*)\\S* HTTP/1\\.1\r?\n");

    private final HttpClient http = HttpClient.newHttpClient();
    private final String base;
    private final Map<String, String> headers;
    private final boolean isService;

    private Api(String base, Map<String, String> headers, boolean isService) {
        this.base = base;
        this.headers = headers;
        this.isService = isService;
    }

    public static Api on(int port) {
        return new Api("http://127.0.0.1:" + port, Map.of(), true);
    }

    /** What is not the service: what that answers is in no document. */
    public static Api ofOthers(int port) {
        return new Api("http://127.0.0.1:" + port, Map.of(), false);
    }

    /** Scheme, host and port. */
    public String base() {
        return base;
    }

    /** The same for who has this bearer token. */
    public Api as(String token) {
        return new Api(base, Map.of("Authorization", "Bearer " + token), isService);
    }

    /** What came back. The body is missing where it is no JSON. */
    public record Answer(int status, HttpHeaders headers, String text, JsonNode body) {

        public JsonNode metadata() {
            return body.path("metadata");
        }

        public String error() {
            return body.path("error").asString("");
        }

        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        /** The id of the operation that was scheduled, found or awaited. */
        public UUID id() {
            return UUID.fromString(metadata().path("id").asString());
        }

        /** The operation's status in words. */
        public String operationStatus() {
            return metadata().path("status").asString("");
        }

        /** An error envelope with this status; its message has these words in it, and nothing of the service's insides. */
        public Answer refuses(int expected, String... words) {
            hasStatus(expected);
            Assertions.assertThat(text.strip())
                    .matches(Pattern.compile(
                            "\\{\"type\":\"error\",\"status\":\"\",\"status_code\":0,\"operation\":\"\",\"error_code\":"
                                    + expected + ",\"error\":\".+\",\"metadata\":null}",
                            Pattern.DOTALL));
            Assertions.assertThat(header("Content-Type")).startsWith("application/json");
            Assertions.assertThat(header("X-Content-Type-Options")).isEqualTo("nosniff");
            Assertions.assertThat(error()).isNotBlank().doesNotContainPattern(INSIDES);
            Assertions.assertThat(List.of(words))
                    .allSatisfy(word -> Assertions.assertThat(error()).contains(word));
            return this;
        }

        /** Holds it against the OpenAPI document, as what comes back for these bytes. */
        public Answer isTo(String request) {
            var line = REQUEST_LINE.matcher(request);
            return line.lookingAt() ? isTo(line.group(1), line.group(2)) : isTo("", "");
        }

        /** The same of a request for this path. */
        Answer isTo(String method, String path) {
            Contract.answered(method, path, status, headers, text, body);
            return this;
        }

        /** The operation's error text and code. */
        public String operationError() {
            return metadata().path("err").asString("") + " "
                    + metadata().path("err_code").asInt();
        }

        public Answer hasStatus(int expected) {
            Assertions.assertThat(status).as("status of %s", text).isEqualTo(expected);
            return this;
        }
    }

    public Answer get(String path) {
        return send(request(path).GET().build());
    }

    public Answer delete(String path) {
        return send(request(path).DELETE().build());
    }

    /** Schedules an operation; headers are names and values in turn. */
    public Answer schedule(String body, String... headers) {
        return post("/1.0/operations", body, headers);
    }

    /** A project of this name, made where there is none. */
    public String project(String name) {
        var made = post("/1.0/projects", "{\"name\": \"" + name + "\"}");
        Assertions.assertThat(made.status()).as(made.text()).isIn(201, 409);
        return name;
    }

    public Answer post(String path, String body, String... headers) {
        var request = request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        var answer = send(request.build());
        if (answer.status() < 300) Contract.accepted("POST", path.split("\\?", 2)[0], body);
        return answer;
    }

    /** Waits until the operation is final. */
    public Answer await(UUID id) {
        return get("/1.0/operations/" + id + "/wait?timeout=30").hasStatus(200);
    }

    public CompletableFuture<Answer> getLater(String path) {
        return sendLater(request(path).GET().build());
    }

    public CompletableFuture<Answer> sendLater(HttpRequest request) {
        return http.sendAsync(request, BodyHandlers.ofString()).thenApply(this::answer);
    }

    public HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(URI.create(base + path));
        headers.forEach(request::header);
        return request;
    }

    public Answer send(HttpRequest request) {
        try {
            return answer(http.send(request, BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Answer answer(HttpResponse<String> response) {
        var answer = answer(response.statusCode(), response.headers(), response.body());
        if (isService)
            answer.isTo(response.request().method(), response.request().uri().getRawPath());
        return answer;
    }

    static Answer answer(int status, HttpHeaders headers, String text) {
        var json = headers.firstValue("Content-Type").orElse("").contains("json");
        return new Answer(status, headers, text, json ? JSON.readTree(text) : JSON.missingNode());
    }
}
