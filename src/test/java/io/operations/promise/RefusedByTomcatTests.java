package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.RawHttp;
import io.operations.ServiceTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What never reaches a controller, since it is hardly HTTP, is answered with an envelope too. */
@ServiceTest
class RefusedByTomcatTests {

    private final int port;

    RefusedByTomcatTests(@LocalServerPort int port) {
        this.port = port;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%00",
                "/1.0/operations/%00",
                "/1.0\\operations",
                "/1.0/%5coperations",
                "/1.0/operations/%2f",
                "/1.0/operations/%zz",
                "/1.0/%",
                "/1.0/operations/{a}",
                "/1.0/operations/<a>",
                "/1.0/op\u00e9",
                "/../../etc/passwd",
                "/1.0/operations/%2e%2e",
                "/1.0/operations/..%2f..",
                "/1.0/operations?project=%zz",
                "/1.0/operations?a=\u0001"
            })
    void refusesMalformedPath(String path) {
        RawHttp.exchange(port, RawHttp.request("GET", path)).refuses(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"//", "//1.0", "/1.0//operations", "///"})
    void doesNotTidyPaths(String path) {
        RawHttp.exchange(port, RawHttp.request("GET", path)).refuses(400, "Bad Request");
    }

    @Test
    void refusesAPathThatIsTooLong() {
        RawHttp.exchange(port, RawHttp.request("GET", "/1.0/operations/" + "a".repeat(9_000)))
                .refuses(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: x", "Bad header: x", "X: a\u0000b", "Idempotency-Key: a\u0000b"})
    void refusesMalformedHeader(String header) {
        RawHttp.exchange(port, RawHttp.request("GET", "/1.0", header)).refuses(400);
    }

    @Test
    void refusesWhatIsNoHttp() {
        RawHttp.exchange(port, "GARBAGE\r\n\r\n").refuses(400);
        RawHttp.exchange(port, "GET /1.0 HTTP/1.1\r\n\r\n").refuses(400);
        RawHttp.exchange(port, "GET /1.0 HTTP/9.9\r\nHost: x\r\n\r\n").refuses(505);
        RawHttp.exchange(port, RawHttp.request("TRACE", "/1.0")).refuses(405);
        RawHttp.exchange(port, RawHttp.request("CONNECT", "localhost:1")).refuses(501);
    }

    /** pylxd over a Unix socket says that it has no port; nobody else may. */
    @Test
    void refusesHostsThatAreNone() {
        RawHttp.exchange(port, withHost("localhost:None")).hasStatus(200);
        for (var host :
                new String[] {"example.com:None", "localhost:none", "localhost:None:None", "local:None", ":None"}) {
            RawHttp.exchange(port, withHost(host)).refuses(400);
        }
    }

    private static String withHost(String host) {
        return "GET /1.0 HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
    }

    @Test
    void refusesABodyThatBreaksOff() throws IOException {
        var headers = "Content-Type: application/json\r\nTransfer-Encoding: chunked";
        RawHttp.exchange(port, RawHttp.request("POST", "/1.0/operations", headers) + "zz\r\n{}\r\n0\r\n\r\n")
                .refuses(400);

        var half = RawHttp.request("POST", "/1.0/operations", "Content-Type: application/json", "Content-Length: 100");
        try (var socket = RawHttp.send(port, half + "{\"type\"")) {
            socket.shutdownOutput();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void refusesIdempotencyKeysThatAreNotAscii() {
        var headers =
                new String[] {"Content-Type: application/json", "Content-Length: 16", "Idempotency-Key: \u00c3\u00a9"};

        RawHttp.exchange(port, RawHttp.request("POST", "/1.0/operations", headers) + Bodies.NOOP)
                .refuses(400, "Idempotency-Key must be");
    }

    @Test
    void goesOnAfterwards() {
        assertThat(Api.on(port)
                        .get("/1.0")
                        .hasStatus(200)
                        .metadata()
                        .path("api_status")
                        .asString())
                .isEqualTo("stable");
    }
}
