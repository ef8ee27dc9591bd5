package io.operations.promise;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.LimitsTest;
import io.operations.RawHttp;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A body that does not come holds nobody for ever. */
@LimitsTest
class SlowBodyTests {

    private static final String BEGIN = "POST /1.0/operations HTTP/1.1\r\nHost: localhost\r\n"
            + "Content-Type: application/json\r\nContent-Length: 1000000\r\n\r\n{";

    private final int port;

    SlowBodyTests(@LocalServerPort int port) {
        this.port = port;
    }

    /** Sends another space, unless the server has closed the connection. */
    private static boolean drips(Socket socket) {
        try {
            socket.getOutputStream().write(' ');
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    @Test
    void isAnsweredAndCutOffAlthoughItGoesOn() throws IOException {
        try (var socket = RawHttp.send(port, BEGIN)) {
            var in = socket.getInputStream();
            await().pollInterval(Duration.ofMillis(50)).until(() -> in.available() > 0 || !drips(socket));

            var answer = new String(in.readNBytes(in.available()), ISO_8859_1);

            assertThat(answer)
                    .startsWith("HTTP/1.1 408")
                    .contains("Connection: close")
                    .contains("\"error_code\":408,\"error\":\"Request body did not arrive in time\"");
            await().pollInterval(Duration.ofMillis(50)).until(() -> !drips(socket));
        }
    }

    /** What nobody reads is taken in for a while, so that the answer can be read, and not for as long as it drips. */
    @Test
    void isCutOffWhereNobodyReadsIt() throws IOException {
        try (var socket = RawHttp.send(port, BEGIN.replace("/1.0/operations", "/1.0/nowhere"))) {
            var in = socket.getInputStream();
            await().pollInterval(Duration.ofMillis(50)).until(() -> in.available() > 0);

            assertThat(new String(in.readNBytes(in.available()), ISO_8859_1)).startsWith("HTTP/1.1 404");
            await().pollInterval(Duration.ofMillis(50)).until(() -> !drips(socket));
        }
    }

    /** The answer did not say that the connection closes, so the next request may come on it. */
    @ParameterizedTest
    @CsvSource({"/1.0/operations, text/plain, 415", "/1.0/nowhere, application/json, 404"})
    void leavesTheConnectionToTheNextRequestWhenItComesAfterTheAnswer(String path, String type, int refusal)
            throws IOException {
        var begin = "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\nContent-Length: 2\r\n\r\n";
        try (var socket = RawHttp.send(port, begin.formatted(path, type))) {
            var in = socket.getInputStream();
            await().until(() -> in.available() > 0);

            var answers = RawHttp.text(socket, "{}" + RawHttp.request("GET", "/1.0"));

            assertThat(answers).startsWith("HTTP/1.1 " + refusal).contains("HTTP/1.1 200");
        }
    }

    @Test
    void isAnsweredWithAnEnvelopeWhenNothingMoreComes() {
        RawHttp.exchange(port, BEGIN).refuses(408);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET /1.0 HTTP/1.1\r\nHost: loc"})
    void isNotWaitedForBeforeItsHeaders(String begin) throws IOException {
        try (var socket = RawHttp.send(port, begin)) {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }
}
