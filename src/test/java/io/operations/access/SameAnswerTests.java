package io.operations.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Handshake;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Row G: a caller that may not see an operation cannot tell it from an absent one; status, headers and body are the same. */
@AccessTest
class SameAnswerTests {

    /** Of which no two answers have the same. */
    private static final Set<String> OF_EACH_ANSWER = Set.of("date", "traceparent", "keep-alive", "connection");

    /** One of each kind, none of which the callers of these tests may see. */
    private static final List<String> HIDDEN = List.of("own", "other", "server", "child", "token", "socket", "absent");

    private final int port;
    private final Everybody everybody;
    private final Scene scene;

    SameAnswerTests(@LocalServerPort int port) {
        this.port = port;
        everybody = new Everybody(port);
        scene = new Scene(everybody.named("admin"), everybody.named("creator"));
    }

    /** All that a caller can look at. */
    private record Answer(int status, Map<String, List<String>> headers, String body) {

        static Answer of(int status, HttpHeaders headers, String body) {
            var comparable = new TreeMap<>(headers.map());
            comparable.keySet().removeIf(it -> OF_EACH_ANSWER.contains(it.toLowerCase(java.util.Locale.ROOT)));
            return new Answer(status, comparable, body);
        }
    }

    private static Answer ask(Somebody caller, String method, String path, String body) {
        var request = HttpRequest.newBuilder(caller.base().resolve(path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!body.isEmpty()) request.header("Content-Type", "application/json");
        caller.headers().forEach(request::header);
        try {
            var answer = caller.http().send(request.build(), BodyHandlers.ofString());
            return Answer.of(answer.statusCode(), answer.headers(), answer.body());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Answer upgrade(Somebody caller, String path) {
        try (var handshake = new Handshake(port, path, caller.headers())) {
            var answer = handshake.answer();
            return Answer.of(answer.status(), answer.headers(), answer.text());
        }
    }

    private String id(String kind) {
        return scene.find(kind, new HashMap<>());
    }

    @ParameterizedTest(name = "{0} as {2}")
    @CsvSource({
        "GET /1.0/operations/{}, 404, stranger",
        "GET /1.0/operations/{}?recursion=1, 404, stranger",
        "GET /1.0/operations/{}, 404, creator",
        "GET /1.0/operations/{}, 403, unknown",
        "GET /1.0/operations/{}/wait?timeout=0, 404, nobody",
        "GET /1.0/operations/{}/wait?timeout=0, 404, unknown",
        "GET /1.0/operations/{}/wait?timeout=0&secret=x, 404, nobody",
        "GET /1.0/operations/{}/wait?timeout=0&secret=x, 404, listener",
        "DELETE /1.0/operations/{}, 404, stranger",
        "DELETE /1.0/operations/{}, 404, listener",
        "POST /1.0/operations/{}/redeem, 403, nobody",
        "POST /1.0/operations/{}/redeem, 403, viewer",
        "POST /1.0/operations/{}/redeem, 403, admin",
        "WS /1.0/operations/{}/websocket?secret=x, 404, nobody",
        "WS /1.0/operations/{}/websocket, 404, nobody",
        "WS /1.0/operations/{}/websocket?secret=x, 404, creator"
    })
    void isGivenForAllThatIsHidden(String request, int status, String who) {
        var method = request.split(" ")[0];
        var path = request.split(" ")[1];

        var answers = HIDDEN.stream()
                .collect(Collectors.toMap(it -> it, it -> answer(everybody.named(who), method, path, id(it))));

        assertThat(answers.values()).allSatisfy(it -> assertThat(it).isEqualTo(answers.get("absent")));
        assertThat(answers.get("absent").status()).isEqualTo(status);
    }

    private Answer answer(Somebody caller, String method, String path, String id) {
        var target = path.replace("{}", id);
        return switch (method) {
            case "WS" -> upgrade(caller, target);
            case "POST" -> ask(caller, method, target, "{\"secret\": \"x\"}");
            default -> ask(caller, method, target, "");
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "stranger", "admin"})
    void isGivenForWhatIsNoId(String who) {
        var answer = ask(everybody.named(who), "GET", "/1.0/operations/x/wait", "");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("Operation id must be a UUID");
    }

    /** A certificate that is not trusted does not learn which other one is. */
    @Test
    void isGivenForACertificateWhetherItIsTrustedOrNot() {
        var unknown = everybody.named("unknown");
        var trusted = ClientCertificate.fresh();
        trusted.trustedBy(everybody.named("admin"));
        var other = ClientCertificate.fresh();

        var answers = List.of(trusted, other).stream()
                .map(it -> List.of(
                        ask(unknown, "GET", "/1.0/certificates/" + it.fingerprint(), ""),
                        ask(unknown, "DELETE", "/1.0/certificates/" + it.fingerprint(), ""),
                        ask(unknown, "POST", "/1.0/certificates", adding(it, "")),
                        ask(unknown, "POST", "/1.0/certificates", adding(it, wrongToken())),
                        ask(unknown, "POST", "/1.0/certificates", adding(it, token())),
                        ask(everybody.named("viewer"), "POST", "/1.0/certificates", adding(it, wrongToken()))))
                .toList();

        assertThat(answers.getFirst()).isEqualTo(answers.getLast());
        assertThat(answers.getFirst()).extracting(Answer::status).containsExactly(403, 403, 403, 400, 400, 403);
    }

    private static String adding(ClientCertificate certificate, String token) {
        return "{\"name\": \"x\", \"trust_token\": \"%s\", \"certificate\": \"%s\"}"
                .formatted(token, certificate.base64());
    }

    private static String wrongToken() {
        return "eyJzZWNyZXQiOiJ4In0=";
    }

    private String token() {
        return scene.issued().metadata().at("/metadata/token").asString();
    }

    @AfterEach
    void clear() {
        scene.clear();
    }
}
