package io.operations.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class PlainHandshakeTests {

    private final Map<String, String> headers = new TreeMap<>(Map.of(
            "Connection", "Upgrade",
            "Upgrade", "websocket",
            "Sec-WebSocket-Version", "13",
            "Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA=="));
    private final MockHttpServletResponse response = new MockHttpServletResponse();

    @Test
    void acceptsAHandshake() {
        assertThat(isAskedFor()).isTrue();
        assertThat(response.getHeaderNames()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"Connection | keep-alive, UPGRADE", "Upgrade | WebSocket", "Upgrade | h2c,websocket"})
    void acceptsWhatMeansTheSame(String header, String value) {
        headers.put(header, value);

        assertThat(isAskedFor()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Connection", "Upgrade", "Sec-WebSocket-Version", "Sec-WebSocket-Key"})
    void refusesWhatLacksAHeader(String header) {
        headers.remove(header);

        assertThat(isAskedFor()).isFalse();
        assertThat(response.getHeader("Sec-WebSocket-Version")).isEqualTo("13");
    }

    @ParameterizedTest
    @CsvSource({
        "Connection, close",
        "Upgrade, h2c",
        "Sec-WebSocket-Version, 8",
        "Sec-WebSocket-Key, AAAAAAAAAAAAAAAAAAAAAA",
        "Sec-WebSocket-Key, AAAAAAAAAAAAAAAAAAAAAAAA"
    })
    void refusesWhatIsSomethingElse(String header, String value) {
        headers.put(header, value);

        assertThat(isAskedFor()).isFalse();
    }

    @Test
    void refusesWhatIsNoGet() {
        var request = new MockHttpServletRequest("HEAD", "/1.0/events");
        headers.forEach(request::addHeader);

        assertThat(PlainHandshake.isAskedFor(request, response)).isFalse();
    }

    @Test
    void showsWhatWasCheckedInOneSpelling() {
        var request = new MockHttpServletRequest("GET", "/1.0/events");
        request.addHeader("connection", "keep-alive, UPGRADE");
        request.addHeader("upgrade", "h2c");
        request.addHeader("upgrade", "WEBSOCKET");
        request.addHeader("sec-websocket-version", "13, 8");

        var handshake = new PlainHandshake(request);

        assertThat(handshake.getHeader("Connection")).isEqualTo("Upgrade");
        assertThat(handshake.getHeaders("UPGRADE").asIterator()).toIterable().containsExactly("websocket");
        assertThat(handshake.getHeaders("Sec-WebSocket-Version").asIterator())
                .toIterable()
                .containsExactly("13");
    }

    @Test
    void keepsTheOfferOfExtensionsToItself() {
        var request = new MockHttpServletRequest("GET", "/1.0/events");
        request.addHeader("sec-websocket-extensions", "permessage-deflate");
        request.addHeader("Upgrade", "websocket");

        var handshake = new PlainHandshake(request);

        assertThat(handshake.getHeaderNames().asIterator()).toIterable().containsExactly("Upgrade");
        assertThat(handshake.getHeader("Sec-WebSocket-Extensions")).isNull();
        assertThat(handshake.getHeaders("Sec-WebSocket-Extensions").hasMoreElements())
                .isFalse();
    }

    @Test
    void keepsTheQueryToItself() {
        var request = new MockHttpServletRequest("GET", "/1.0/events");
        request.setQueryString("secret=s");
        request.setParameter("secret", "s");

        var handshake = new PlainHandshake(request);

        assertThat(handshake.getQueryString()).isNull();
        assertThat(handshake.getParameterMap()).isEmpty();
    }

    private boolean isAskedFor() {
        var request = new MockHttpServletRequest("GET", "/1.0/events");
        headers.forEach(request::addHeader);
        return PlainHandshake.isAskedFor(request, response);
    }
}
