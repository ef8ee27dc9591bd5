package io.operations.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Api;
import io.operations.RawHttp;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Callers on this machine: trusted on the plain port, unless somebody else may stand behind them. */
@TlsTest
class LoopbackTests {

    private final int port;
    private final Somebody here;

    LoopbackTests(@LocalServerPort int port) {
        this.port = port;
        here = Somebody.unknown(port);
    }

    private Api.Answer get(String path, String host, String... headers) {
        var more = List.of(headers).stream().map(it -> it + "\r\n").collect(Collectors.joining());
        return RawHttp.exchange(
                port, "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n" + more + "\r\n");
    }

    private static String trust(Api.Answer answer) {
        return answer.hasStatus(200).metadata().path("auth").asString();
    }

    @Test
    void isTrustedOnThePlainPortOnly() {
        assertThat(here.get("/1.0/operations").status()).isEqualTo(200);
        var overTls = Somebody.over(here.tlsAddress(), ClientCertificate.context(null));

        assertThat(overTls.get("/1.0/operations").status()).isEqualTo(403);
        assertThat(overTls.get("/1.0").metadata().path("auth").asString()).isEqualTo("untrusted");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LocalHost:8080",
                "127.0.0.1",
                "127.0.0.1:1",
                "[::1]",
                "[::1]:8080",
                "unix.socket",
                "localhost:None",
                "operations.example",
                "Operations.Example:443"
            })
    void isKnownByTheseNames(String host) {
        assertThat(trust(get("/1.0", host))).isEqualTo("trusted");
    }

    /** A web page may have its own name point here. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "localhost.evil.example",
                "operations.example.evil.example",
                "127.0.0.2",
                "[::2]",
                "localhost."
            })
    void refusesOtherNames(String host) {
        get("/1.0", host).refuses(403, "operations.authentication.allowed-hosts");
        get("/1.0/operations", host, "Origin: http://" + host).refuses(403);
    }

    /** Row D: what a proxy adds says that it passed the request on. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For: 127.0.0.1",
                "x-forwarded-for: 192.0.2.1",
                "Forwarded: for=127.0.0.1",
                "X-Forwarded-Host: localhost",
                "Via: 1.1 proxy",
                "X-Forwarded-For:",
                "X-Forwarded-Proto: http",
                "X-Forwarded-Port: 80",
                "X-Forwarded: 1",
                "X-FORWARDED-SERVER: a",
                "CF-Connecting-IP: 127.0.0.1",
                "CF-RAY: 1",
                "X-Real-IP: 127.0.0.1",
                "True-Client-IP: 127.0.0.1",
                "X-Envoy-External-Address: 127.0.0.1",
                "X-Envoy-Internal: true",
                "Fastly-Client-IP: 127.0.0.1",
                "X-Client-IP: 127.0.0.1",
                "X-Original-Forwarded-For: 127.0.0.1",
                "X-Original-Host: localhost",
                "Akamai-Origin-Hop: 1",
                "X-Akamai-Edgescape: a",
                "X-Cluster-Client-IP: 127.0.0.1",
                "X-Azure-ClientIP: 127.0.0.1",
                "X-Amzn-Trace-Id: a",
                "X-Appengine-User-Ip: 127.0.0.1",
                "Fly-Client-IP: 127.0.0.1",
                "Proxy-Client-IP: 127.0.0.1",
                "WL-Proxy-Client-IP: 127.0.0.1",
                "Client-IP: 127.0.0.1",
                "X-ProxyUser-Ip: 127.0.0.1",
                "X-Remote-Addr: 127.0.0.1",
                "Front-End-Https: on"
            })
    void doesNotTrustWhatWasPassedOn(String header) {
        assertThat(trust(get("/1.0", "localhost", header))).isEqualTo("untrusted");
        get("/1.0/operations", "localhost", header).refuses(403);
        assertThat(trust(get("/1.0", "evil.example", header))).isEqualTo("untrusted");
    }

    /** Row D: a client of this time speaks HTTP/1.1; a bare {@code proxy_pass} of nginx does not. */
    @ParameterizedTest
    @ValueSource(strings = {"", "Host: localhost\r\n", "Host: 127.0.0.1:8080\r\nConnection: close\r\n"})
    void doesNotTrustOldHttp(String headers) throws IOException {
        var server = RawHttp.answer(RawHttp.send(port, "GET /1.0 HTTP/1.0\r\n" + headers + "\r\n"));
        var list = RawHttp.answer(RawHttp.send(port, "GET /1.0/operations HTTP/1.0\r\n" + headers + "\r\n"));

        assertThat(trust(server)).isEqualTo("untrusted");
        assertThat(list.status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: none", "Origin: http://localhost:8080"})
    void answersItsOwnPagesAndPersons(String header) {
        assertThat(trust(get("/1.0", "localhost:8080", header))).isEqualTo("trusted");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site",
                "Sec-Fetch-Site: Same-Origin",
                "Sec-Fetch-Site:",
                "Origin: http://evil.example",
                "Origin: https://localhost:1",
                "Origin: null",
                "Origin: http://localhost",
                "Origin:",
                "Origin: http://localhost:8080@evil.example",
                "Origin: tauri://localhost",
                "Origin: tauri://localhost:8080",
                "Origin: ws+unix://localhost",
                "Origin: http://localhost:3000",
                // Row I: of two headers one would not be looked at
                "Origin: http://localhost:8080\r\nOrigin: http://evil.example",
                "Origin: http://localhost:8080\r\nOrigin: http://localhost:8080",
                "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Site: cross-site",
                "sec-fetch-site: none\r\nSec-Fetch-Site: same-origin"
            })
    void refusesOthersPages(String header) {
        get("/1.0", "localhost:8080", header).refuses(403);
        get("/1.0/operations", "localhost:8080", header).refuses(403);
    }

    /** Row I: the page of another program on this machine, where the service has the port that may be left out. */
    @Test
    void refusesPagesFromOtherPortsOfThisMachine() {
        get("/1.0/operations", "localhost", "Origin: http://localhost:3000").refuses(403);
        get("/1.0/operations", "localhost", "Origin: http://localhost").hasStatus(200);
    }

    @Test
    void refusesTwoAuthorizations() {
        get("/1.0/operations", "localhost", "Authorization: Basic YTpi", "Authorization: Bearer x")
                .refuses(401);
    }

    /** Where what is sent decides nothing, a foreign name does no harm. */
    @Test
    void takesAnyNameOverTls() {
        var certificate = ClientCertificate.fresh();
        certificate.trustedBy(here);
        var address = here.tlsAddress().replace("127.0.0.1", "localhost");

        assertThat(Somebody.withCertificate(address, certificate)
                        .get("/1.0/operations")
                        .status())
                .isEqualTo(200);
    }
}
