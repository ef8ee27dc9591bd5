package io.operations.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Api;
import io.operations.LimitsTest;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** An answer that an operation cannot hold fails no operation whose endpoint has done its work. */
@LimitsTest
class LargeAnswerTests {

    private final Api api;

    LargeAnswerTests(@LocalServerPort int port) {
        api = Api.on(port);
    }

    private Api.Answer call(String contentType, String body) {
        try (var endpoint = FakeEndpoint.answering("200 OK", "Content-Type: " + contentType, body)) {
            var request = "{\"type\": \"http-request\", \"inputs\": {\"url\": \"" + endpoint.url("/") + "\"}}";
            return api.await(api.schedule(request, "Caller", "tls/caller-of-endpoints")
                    .hasStatus(202)
                    .id());
        }
    }

    @Test
    void isLeftOut() {
        var ended = call("text/plain", "x".repeat(LimitsTest.RUN_SIZE));

        assertThat(ended.operationStatus()).isEqualTo("Success");
        var answer = ended.metadata().path("metadata").path("return");
        assertThat(answer.propertyNames()).containsExactlyInAnyOrder("status", "truncated");
        assertThat(answer.path("status").asInt()).isEqualTo(200);
        assertThat(answer.path("truncated").asBoolean()).isTrue();
    }

    @Test
    void isLeftOutTooWhereThereIsNoRoomToSayThatItIs() {
        var stream = "{\"metadata\": {\"a\": \"" + "x".repeat(LimitsTest.RUN_SIZE - 60) + "\"}}\n{\"return\": 1}\n";
        var ended = call("application/x-ndjson", stream);

        assertThat(ended.operationStatus()).isEqualTo("Success");
        assertThat(ended.metadata().path("metadata").has("a")).isTrue();
        assertThat(ended.metadata().path("metadata").has("return")).isFalse();
    }

    @Test
    void isAFailureWhereTheStreamItselfIsTooLarge() {
        var ended =
                call("application/x-ndjson", "{\"metadata\": {\"a\": \"" + "x".repeat(LimitsTest.RUN_SIZE) + "\"}}\n");

        assertThat(ended.operationError())
                .contains("sent a stream with updates that are refused: Operation metadata must be at most")
                .endsWith(" 502");
    }
}
