package io.operations.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.operations.operation.OperationClass;
import io.operations.operation.OperationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is sent, and what an operation keeps of the answer. */
@Timeout(30)
class HttpRequestHookTests {

    private final HttpRequestHook hook = HttpHooks.onLoopback();

    @Test
    void declaresItsType() {
        var type = hook.type();

        assertThat(type.name()).isEqualTo("http-request");
        assertThat(type.description()).isEqualTo("Calling an HTTP endpoint");
        assertThat(type.anyEntity()).isTrue();
        assertThat(type.classes()).containsExactly(OperationClass.TASK, OperationClass.DURABLE);
    }

    @Test
    void sendsWhatTheInputsSay() throws InterruptedException {
        try (var endpoint = FakeEndpoint.answering("200 OK", "", "")) {
            hook.run(RecordedRun.of("""
                    {"url": "%s", "method": "PUT", "body": {"volume": "v1\\u00e9"},
                     "headers": {"Authorization": "Bearer x", "Accept": "text/plain", "User-Agent": "me"}}""".formatted(endpoint.url("/backup?volume=v%201"))));

            var sent = endpoint.received().getFirst();
            assertThat(sent.method()).isEqualTo("PUT");
            assertThat(sent.path()).isEqualTo("/backup?volume=v%201");
            assertThat(sent.body()).isEqualTo("{\"volume\":\"v1é\"}");
            assertThat(sent.headers())
                    .containsEntry("Authorization", "Bearer x")
                    .containsEntry("Accept", "text/plain")
                    .containsEntry("User-Agent", "me")
                    .containsEntry("Content-Type", "application/json")
                    .containsEntry("Host", "127.0.0.1:" + endpoint.port());
        }
    }

    @Test
    void sendsUrlsInAscii() throws InterruptedException {
        try (var endpoint = FakeEndpoint.answering("200 OK", "", "")) {
            hook.run(HttpHooks.get(endpoint.url("/日/é?e\u0301=😀")));

            assertThat(endpoint.received().getFirst().path()).isEqualTo("/%E6%97%A5/%C3%A9?e%CC%81=%F0%9F%98%80");
        }
    }

    @Test
    void sendsIdAttemptAndIdempotencyKey() throws InterruptedException {
        try (var endpoint = FakeEndpoint.answering("200 OK", "", "")) {
            var run = HttpHooks.get(endpoint.url("/")).nextAttempt();

            hook.run(run);

            assertThat(endpoint.received().getFirst().headers())
                    .containsEntry("Operation-Id", run.id().toString())
                    .containsEntry("Operation-Attempt", "2")
                    .containsEntry("Idempotency-Key", run.id().toString())
                    .containsEntry("Accept", "application/json, application/x-ndjson");
        }
    }

    @Test
    void asksForNothingThatItDoesNotWant() throws InterruptedException {
        try (var endpoint = FakeEndpoint.answering("200 OK", "Set-Cookie: a=b", "")) {
            hook.run(HttpHooks.get(endpoint.url("/")));
            hook.run(HttpHooks.get(endpoint.url("/")));

            assertThat(endpoint.received().getLast().headers())
                    .doesNotContainKeys("Cookie", "Accept-Encoding", "Upgrade", "Expect", "Content-Type")
                    .containsEntry("Connection", "close");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json         | {\"id\": 7}   | {\"status\":200,\"body\":{\"id\":7}}",
                "application/problem+json | [1]           | {\"status\":200,\"body\":[1]}",
                "application/json         | null          | {\"status\":200,\"body\":null}",
                "application/json         | {} x          | {\"status\":200,\"body\":\"{} x\"}",
                "application/json         | \"a\\u0000b\" | {\"status\":200,\"body\":\"a\uFFFDb\"}",
                "application/json         | {\"\\u0000\":[\"\\u0000\"]} | {\"status\":200,\"body\":{\"\uFFFD\":[\"\uFFFD\"]}}",
                "application/json         | {\"a\":1e400,\"b\":[-1e400]} | {\"status\":200,\"body\":{\"a\":\"Infinity\",\"b\":[\"-Infinity\"]}}",
                "text/plain; charset=utf-8| grün          | {\"status\":200,\"body\":\"grün\"}",
                "text/plain               | a\0b          | {\"status\":200,\"body\":\"a\uFFFDb\"}",
                "image/png                | png           | {\"status\":200}",
                "application/json         | ''            | {\"status\":200}",
            })
    void keepsTheAnswer(String mediaType, String body, String expected) throws InterruptedException {
        try (var endpoint = FakeEndpoint.answering("200 OK", "Content-Type: " + mediaType, body)) {
            var run = HttpHooks.get(endpoint.url("/"));

            hook.run(run);

            assertThat(run.metadata("return"))
                    .isEqualTo(RecordedRun.inputs(expected).toJson());
        }
    }

    @Test
    void takesAnAnswerWithoutMediaTypeForJson() throws InterruptedException {
        try (var endpoint = FakeEndpoint.answering("200 OK", "", "{\"id\": 7}")) {
            var run = HttpHooks.get(endpoint.url("/"));

            hook.run(run);

            assertThat(run.metadata("return").at("/body/id").intValue()).isEqualTo(7);
        }
    }

    @Test
    void keepsJsonThatIsNestedTooDeeplyForMetadataAsText() throws InterruptedException {
        var deep = "[".repeat(91) + "]".repeat(91);
        try (var endpoint = FakeEndpoint.answering("200 OK", "Content-Type: application/json", deep)) {
            var run = HttpHooks.get(endpoint.url("/"));

            hook.run(run);

            assertThat(run.metadata("return").path("body").stringValue()).isEqualTo(deep);
        }
    }

    @Test
    void keepsBodiesOfUpTo64KiB() throws InterruptedException {
        try (var endpoint = FakeEndpoint.answering("200 OK", "Content-Type: text/plain", "x".repeat(65_536))) {
            var run = HttpHooks.get(endpoint.url("/"));

            hook.run(run);

            assertThat(run.metadata("return").path("body").stringValue()).hasSize(65_536);
        }
    }

    @Test
    void stopsReadingABodyThatIsTooLong() throws Exception {
        try (var endpoint = FakeEndpoint.start((request, connection) -> {
            connection.startStream("text/plain");
            while (true) {
                connection.chunk("x".repeat(8_192));
            }
        })) {
            var run = HttpHooks.get(endpoint.url("/"));

            hook.run(run);

            assertThat(run.metadata("return"))
                    .isEqualTo(RecordedRun.inputs("{\"status\": 200, \"truncated\": true}")
                            .toJson());
        }
    }

    @Test
    void doesNotInflateWhatItDidNotAskFor() throws InterruptedException {
        var headers = "Content-Type: application/json\r\nContent-Encoding: gzip";
        try (var endpoint = FakeEndpoint.answering("200 OK", headers, "\u001f\u008b")) {
            var run = HttpHooks.get(endpoint.url("/"));

            hook.run(run);

            assertThat(run.metadata("return"))
                    .isEqualTo(RecordedRun.inputs("{\"status\": 200}").toJson());
        }
    }

    @Test
    void failsWithStatusAndBeginningOfTheBody() {
        var body = "Disk   full\n on\tnode 3\0" + "!".repeat(300);
        try (var endpoint = FakeEndpoint.answering("503 Nope", "Content-Type: text/plain", body)) {
            var run = RecordedRun.of("{\"url\": \"%s\", \"body\": {}}".formatted(endpoint.url("/secret?token=secret")));

            assertThatExceptionOfType(OperationException.Failed.class)
                    .isThrownBy(() -> hook.run(run))
                    .withMessageStartingWith(
                            "POST " + endpoint.origin() + " answered 503 Service Unavailable: Disk full on node 3 !!!")
                    .withMessageEndingWith("…")
                    .matches(it -> it.code() == 503)
                    .matches(
                            it -> it.toString().length() < 400 && !it.toString().contains("secret"));
            assertThat(run.metadata("return").path("status").intValue()).isEqualTo(503);
            assertThat(run.metadata("return").path("body").stringValue()).startsWith("Disk   full\n");
        }
    }

    @ParameterizedTest
    @CsvSource({"404, 404, 404 Not Found", "599, 599, 599", "302, 502, 302 Found", "999, 502, 999"})
    void passesErrorStatusesOn(int status, int code, String named) {
        try (var endpoint = FakeEndpoint.answering(status + " x", "", "")) {
            var run = HttpHooks.get(endpoint.url("/"));

            assertThatExceptionOfType(OperationException.Failed.class)
                    .isThrownBy(() -> hook.run(run))
                    .withMessage("GET " + endpoint.origin() + " answered " + named)
                    .matches(it -> it.code() == code);
        }
    }

    @Test
    void succeedsOnlyWithExpectedStatuses() throws InterruptedException {
        try (var endpoint = FakeEndpoint.answering("404 Not Found", "", "")) {
            var inputs = "{\"url\": \"" + endpoint.url("/") + "\", \"expected_statuses\": [%d]}";
            var run = RecordedRun.of(inputs.formatted(404));

            hook.run(run);

            assertThat(run.metadata("return").path("status").intValue()).isEqualTo(404);
            assertThatThrownBy(() -> hook.run(RecordedRun.of(inputs.formatted(200))))
                    .hasMessageContaining("answered 404 Not Found");
        }
    }

    @Test
    void validatesBeforeAnythingIsSent() {
        var inputs = RecordedRun.inputs("{\"url\": \"http://evil.net/\"}");

        assertThatThrownBy(() -> hook.validate(inputs))
                .isInstanceOf(OperationException.Invalid.class)
                .hasMessageStartingWith("inputs.url leads to evil.net");
    }
}
