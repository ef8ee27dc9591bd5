package io.operations.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What a client reads when it asks for events in a way that cannot be served. */
@SpringBootTest(classes = EventSocketConfiguration.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class EventSocketRequestTests {

    private final int port;

    EventSocketRequestTests(@LocalServerPort int port) {
        this.port = port;
    }

    @Test
    void namesTheTypeThatIsNotSupported() throws Exception {
        assertRefused(get("?type=operation,nonsense"), 400, "\"nonsense\" is not a supported event type");
        assertRefused(get("?type=,"), 400, "\"\" is not a supported event type");
    }

    @Test
    void wantsOneProjectOrAll() throws Exception {
        for (var yes : new String[] {"true", "1", "YES", "on"})
            assertRefused(
                    get("?project=p&all-projects=" + yes),
                    400,
                    "Cannot specify a project when requesting all projects");
    }

    @Test
    void saysWhichWebSocketItSpeaks() throws Exception {
        var answer = get("?type=operation&project=p&all-projects=no");

        assertRefused(answer, 400, "Not a WebSocket request");
        assertThat(answer.headers().firstValue("Sec-WebSocket-Version")).contains("13");
    }

    private HttpResponse<String> get(String query) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/1.0/events" + query));
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request.build(), BodyHandlers.ofString());
        }
    }

    private static void assertRefused(HttpResponse<String> answer, int status, String message) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo(message);
    }
}
