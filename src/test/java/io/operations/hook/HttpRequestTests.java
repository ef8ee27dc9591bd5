package io.operations.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.operations.operation.OperationException;
import io.operations.operation.OwnEndpoints;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpRequestTests {

    private static final List<String> HOSTS =
            List.of("127.0.0.1:*", "[::1]:*", "localhost:*", "169.254.0.0/16", "a.com");
    private static final HttpRequestSettings SETTINGS =
            new HttpRequestSettings(HOSTS, Duration.ofMinutes(5), Duration.ofHours(24), Duration.ofSeconds(10));

    private static HttpRequest parse(String inputs) {
        return HttpRequest.of(RecordedRun.inputs(inputs), SETTINGS, AllowedHosts.of(HOSTS, OwnEndpoints.NONE));
    }

    private static HttpRequest withUrl(String url) {
        return parse("{\"url\": \"" + url + "\"}");
    }

    private static HttpRequest with(String more) {
        return parse("{\"url\": \"http://127.0.0.1/\", " + more + "}");
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1, http, 127.0.0.1, 80, /",
        "HTTP://LocalHost:9000/backup?x=1, http, localhost, 9000, /backup?x=1",
        "https://a.com/a%20b, https, a.com, 443, /a%20b",
        "http://a.com./, http, a.com, 80, /",
        "http://a.com?x, http, a.com, 80, /?x",
        "http://a.com//b#c, http, a.com, 80, //b",
        "http://[::1]:81/, http, 0:0:0:0:0:0:0:1, 81, /",
        "http://[::ffff:127.0.0.1]/, http, 127.0.0.1, 80, /"
    })
    void takesUrlsApart(String url, String scheme, String host, int port, String path) {
        assertThat(withUrl(url).first().endpoint()).isEqualTo(new Endpoint(scheme, host, port, path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/backup",
                "127.0.0.1/backup",
                "ftp://127.0.0.1/",
                "file:///etc/passwd",
                "http:127.0.0.1",
                "http:///backup",
                "http://127.0.0.1:0/",
                "http://127.0.0.1:65536/",
                "http://127.0.0.1:80x/",
                "http://a b/",
                "http://a.com/\\ud800",
                "http://127.0.0.1/\\u0000",
                "http://127.0.0.1\\r\\nX: y/",
                "http://127.0.0.1\\\\@evil.net/",
                "http://127.0.0.1@evil.net/",
                "http://user:secret@127.0.0.1/",
                "http://@127.0.0.1/",
                "http://2130706433/",
                "http://017700000001/",
                "http://0x7f000001/",
                "http://0x7f.0.0.1/",
                "http://0177.0.0.1/",
                "http://127.1/",
                "http://127.0.0.1.:80:80/",
                "http://127.0.0.1./",
                "http://127.0.0.1../",
                "http://null/",
                "http://[::1%25lo]/",
                "http://[::1%lo]/",
                "http://[127.0.0.1]/",
                "http://[::1/",
                "http://１２７.0.0.1/",
                "http://a_b.com/",
                "http://evil.net/",
                "http://evil.net./",
                "http://a.com.evil.net/",
                "http://169.254.169.254/latest/meta-data/",
                "http://169.254.169.254./",
                "http://[::ffff:169.254.169.254]/",
                "http://[::ffff:a9fe:a9fe]/",
                "http://[fe80::1]/",
                "http://[fd00:ec2::254]/",
                "http://0.0.0.0/",
                "http://0/",
                "http://[::]/"
            })
    void refusesOtherUrls(String url) {
        assertThatThrownBy(() -> withUrl(url))
                .isInstanceOf(OperationException.Invalid.class)
                .hasMessageStartingWith("inputs.url ")
                .hasMessageNotContaining("secret");
    }

    @Test
    void writesUrlsAgainAsTheyWere() {
        assertThat(withUrl("https://a.com/a%20b?x=%26").first().endpoint().uri())
                .hasToString("https://a.com/a%20b?x=%26");
        assertThat(withUrl("http://a.com:443//b").first().endpoint().uri()).hasToString("http://a.com:443//b");
        assertThat(withUrl("http://[::1]:81/").first().endpoint().uri()).hasToString("http://[0:0:0:0:0:0:0:1]:81/");
    }

    @Test
    void saysWhichHostIsNotAllowed() {
        assertThatThrownBy(() -> withUrl("http://evil.net:81/?token=secret"))
                .hasMessage("inputs.url leads to evil.net, port 81, which is not on operations.http.allowed-hosts");
    }

    @Test
    void keepsSecretsOutOfItsName() {
        assertThat(withUrl("http://a.com:81/secret?token=secret").first()).hasToString("GET http://a.com:81");
    }

    @Test
    void readsWithoutABodyAndPostsWithOne() {
        assertThat(withUrl("http://a.com").first().method()).isEqualTo("GET");
        assertThat(with("\"body\": null").first().method()).isEqualTo("GET");
        assertThat(with("\"body\": {}").first().method()).isEqualTo("POST");
        assertThat(with("\"body\": [], \"method\": \"patch\"").first().method()).isEqualTo("PATCH");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "CONNECT", "OPTIONS", "", "GET / HTTP/1.1\\r\\n"})
    void refusesOtherMethods(String method) {
        assertInvalid("\"method\": \"" + method + "\"", "inputs.method must be one of");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void refusesBodiesWhereNoneBelongs(String method) {
        assertInvalid("\"body\": 1, \"method\": \"" + method + "\"", "inputs.body does not go with " + method);
    }

    @Test
    void takesHeaders() {
        assertThat(with("\"headers\": {\"Authorization\": \"Bearer x\", \"X-A\": \"b\"}")
                        .first()
                        .headers())
                .containsEntry("authorization", "Bearer x")
                .containsEntry("X-A", "b");
    }

    /** Row I: {@code Cookie} and {@code X-Forwarded-For} were forwarded. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host",
                "content-length",
                "CONNECTION",
                "Keep-Alive",
                "Transfer-Encoding",
                "TE",
                "Trailer",
                "Upgrade",
                "Expect",
                "Proxy-Authorization",
                "Accept-Encoding",
                "Operation-Id",
                "operation-attempt",
                "Idempotency-Key",
                "Cookie",
                "X-Forwarded-For",
                "x-forwarded-client-cert",
                "X-Forwarded",
                "Forwarded",
                "Via",
                "X-Real-IP",
                "True-Client-IP",
                "CF-Connecting-IP",
                "X-Envoy-External-Address",
                "X-Client-IP",
                "Sec-Fetch-Site",
                "Proxy-Connection",
                "X-LXD-forwarded-username",
                "X-Operations-Member",
                "SSL-Client-Cert",
                "X-SSL-Client-Verify",
                "Remote-User"
            })
    void refusesHeadersThatAreNotForCallers(String name) {
        assertInvalid(
                "\"headers\": {\"" + name + "\": \"x\"}", "inputs.headers." + name + " is not for callers to set");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A b", "A:", "A\\r\\nB", "Ä", "A\\u0000"})
    void refusesBadHeaderNames(String name) {
        assertInvalid("\"headers\": {\"" + name + "\": \"x\"}", "inputs.headers.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"secret\\r\\nHost: b\"", "\"secret\\n\"", "\"secret\\u0000\"", "\"secretä\"", "5", "null"})
    void refusesBadHeaderValues(String value) {
        assertThatThrownBy(() -> with("\"headers\": {\"X-A\": " + value + "}"))
                .isInstanceOf(OperationException.Invalid.class)
                .hasMessageStartingWith("inputs.headers.X-A must be")
                .hasMessageNotContaining("secret");
    }

    @Test
    void refusesTheSameHeaderTwice() {
        assertInvalid("\"headers\": {\"X-A\": \"1\", \"x-a\": \"2\"}", "inputs.headers.x-a is there twice");
    }

    @Test
    void takesATimeout() {
        assertThat(withUrl("http://a.com").timeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(with("\"timeout\": \"PT1H\"").timeout()).isEqualTo(Duration.ofHours(1));
        assertThat(with("\"timeout\": 0.5").timeout()).isEqualTo(Duration.ofMillis(500));
        assertInvalid("\"timeout\": 0", "inputs.timeout must be more than 0");
        assertInvalid("\"timeout\": \"PT25H\"", "inputs.timeout must be at most PT24H");
    }

    @Test
    void takesExpectedStatuses() {
        assertThat(withUrl("http://a.com")).matches(it -> it.expects(200) && it.expects(299) && !it.expects(300));
        assertThat(with("\"expected_statuses\": [404, 200]")).matches(it -> it.expects(404) && !it.expects(201));
        assertInvalid("\"expected_statuses\": []", "inputs.expected_statuses must not be empty");
        assertInvalid("\"expected_statuses\": [\"200\"]", "inputs.expected_statuses must be whole numbers");
        assertInvalid("\"expected_statuses\": [100]", "inputs.expected_statuses must be from 200 to 599");
        assertInvalid("\"expected_statuses\": [600]", "inputs.expected_statuses must be from 200 to 599");
    }

    private static void assertInvalid(String more, String message) {
        assertThatThrownBy(() -> with(more))
                .isInstanceOf(OperationException.Invalid.class)
                .hasMessageStartingWith(message);
    }
}
