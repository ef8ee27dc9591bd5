package io.operations.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.operations.operation.OperationException;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where an answer may send a request, and what goes along. */
@Timeout(30)
class RedirectTests {

    private final HttpRequestHook hook = HttpHooks.onLoopback();

    /** Redirects /start, answers everything else. */
    private static FakeEndpoint redirecting(int status, String location) {
        return FakeEndpoint.start((request, connection) -> {
            if (request.path().equals("/start")) {
                connection.answer(status + " x", "Location: " + location, "");
            } else {
                connection.answer("200 OK", "", "\"" + request.method() + "\"");
            }
        });
    }

    private static RecordedRun request(String url, String method) {
        return RecordedRun.of(
                "{\"url\": \"%s\", \"method\": \"%s\", \"headers\": {\"X-Key\": \"secret\"}}".formatted(url, method));
    }

    @ParameterizedTest
    @CsvSource({
        "301, GET, GET",
        "302, GET, GET",
        "303, GET, GET",
        "307, GET, GET",
        "308, GET, GET",
        "302, HEAD, HEAD",
        "303, HEAD, HEAD",
        "303, POST, GET",
        "303, DELETE, GET"
    })
    void followsWhatRepeatsNoWork(int status, String method, String then) throws InterruptedException {
        try (var endpoint = redirecting(status, "end?a=b")) {
            hook.run(request(endpoint.url("/start"), method));

            assertThat(endpoint.received()).hasSize(2);
            assertThat(endpoint.received().getLast().path()).isEqualTo("/end?a=b");
            assertThat(endpoint.received().getLast().method()).isEqualTo(then);
            assertThat(endpoint.received().getLast().headers()).containsEntry("X-Key", "secret");
        }
    }

    @Test
    void takesTheBytesOfALocationAsTheyAre() throws InterruptedException {
        try (var endpoint = redirecting(302, "/日/é?ü")) {
            hook.run(request(endpoint.url("/start"), "GET"));

            assertThat(endpoint.received().getLast().path()).isEqualTo("/%E6%97%A5/%C3%A9?%C3%BC");
        }
    }

    @ParameterizedTest
    @CsvSource({"301, POST", "302, PUT", "307, POST", "308, DELETE", "300, GET", "304, GET"})
    void doesNotFollowOthers(int status, String method) {
        try (var endpoint = redirecting(status, "/end")) {
            assertFailed(request(endpoint.url("/start"), method), 502)
                    .hasMessageStartingWith(method + " " + endpoint.origin() + " answered " + status);
            assertThat(endpoint.received()).hasSize(1);
        }
    }

    @Test
    void doesNotFollowAnExpectedRedirect() throws InterruptedException {
        try (var endpoint = redirecting(302, "http://evil.net/")) {
            var run =
                    RecordedRun.of("{\"url\": \"%s\", \"expected_statuses\": [302]}".formatted(endpoint.url("/start")));

            hook.run(run);

            assertThat(run.metadata("return").path("status").intValue()).isEqualTo(302);
        }
    }

    @Test
    void sendsNothingOfTheCallersToAnotherOrigin() throws InterruptedException {
        try (var other = FakeEndpoint.answering("200 OK", "", "");
                var endpoint = redirecting(302, other.url("/end"))) {
            hook.run(RecordedRun.of(
                    "{\"url\": \"%s\", \"headers\": {\"Authorization\": \"a\", \"Api-Key\": \"b\", \"X-Key\": \"c\"}}"
                            .formatted(endpoint.url("/start"))));

            assertThat(other.received().getFirst().headers())
                    .doesNotContainKeys("Authorization", "Api-Key", "X-Key")
                    .containsKey("Operation-Id");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://evil.net/?token=secret",
                "//evil.net/",
                "http://169.254.169.254/latest/meta-data/",
                "http://[::ffff:169.254.169.254]/",
                "http://127.0.0.2/",
                "http://[::1]/"
            })
    void neverFollowsOffTheList(String location) {
        try (var endpoint = redirecting(302, location)) {
            var run = request(endpoint.url("/start"), "GET");

            assertThatExceptionOfType(OperationException.Forbidden.class)
                    .isThrownBy(() -> hook.run(run))
                    .withMessageStartingWith("GET " + endpoint.origin() + " was redirected to http://")
                    .withMessageEndingWith(", which is not on operations.http.allowed-hosts")
                    .matches(it -> !it.toString().contains("secret"));
            assertThat(run.metadata("return").path("status").intValue()).isEqualTo(302);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://2130706433/", "http://user@127.0.0.1/", "file:///etc/passwd", "http://a b/"})
    void failsOnALocationThatIsNone(String location) {
        try (var endpoint = redirecting(302, location)) {
            assertFailed(request(endpoint.url("/start"), "GET"), 502)
                    .hasMessageStartingWith("GET " + endpoint.origin() + " was redirected, but its Location ");
        }
    }

    @Test
    void givesUpAfterFiveRedirects() {
        try (var endpoint = redirecting(302, "/start")) {
            assertFailed(request(endpoint.url("/start"), "GET"), 502)
                    .hasMessage("GET " + endpoint.origin() + " was redirected more than 5 times");
            assertThat(endpoint.received()).hasSize(6);
        }
    }

    private AbstractThrowableAssert<?, ?> assertFailed(RecordedRun run, int code) {
        var failure = assertThatExceptionOfType(OperationException.Failed.class)
                .isThrownBy(() -> hook.run(run))
                .actual();
        assertThat(failure.code()).isEqualTo(code);
        return assertThat(failure);
    }
}
