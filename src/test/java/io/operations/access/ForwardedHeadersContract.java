package io.operations.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Api;
import io.operations.RawHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Row C: headers of a request change neither whether it is trusted nor the address that is recorded, whatever Spring Boot or
 * Tomcat would make of them.
 */
abstract class ForwardedHeadersContract {

    private static final Map<String, String> FORGED =
            Map.of("X-Forwarded-For", "127.0.0.1", "X-Forwarded-Proto", "http", "X-Forwarded-Host", "localhost");

    private final int port;
    private final Somebody here;

    ForwardedHeadersContract(int port) {
        this.port = port;
        here = Somebody.unknown(port);
    }

    private Api.Answer get(String path, String... headers) {
        return RawHttp.exchange(port, RawHttp.request("GET", path, headers));
    }

    private int status(String header) {
        try {
            return RawHttp.answer(RawHttp.send(port, RawHttp.request("GET", "/1.0", header)))
                    .status();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Somebody sending(Map<String, String> headers, Somebody caller) {
        var all = new HashMap<>(caller.headers());
        all.putAll(headers);
        return new Somebody(caller.http(), caller.base(), all);
    }

    @Test
    void trustsNobodyForWhatAProxyWouldSay() {
        get("/1.0/operations").hasStatus(200);

        get("/1.0/operations", "X-Forwarded-For: 127.0.0.1", "X-Forwarded-Proto: http")
                .refuses(403);
        get("/1.0/operations", "X-Forwarded-For: 127.0.0.1").refuses(403);
        get("/1.0/operations", "Forwarded: for=127.0.0.1;proto=http;host=localhost")
                .refuses(403);
    }

    @Test
    void trustsNobodyOnTheTlsPort() {
        var stranger = sending(FORGED, Somebody.over(here.tlsAddress(), ClientCertificate.context(null)));

        assertThat(stranger.get("/1.0/operations").status()).isEqualTo(403);
        assertThat(stranger.get("/1.0").metadata().path("auth").asString()).isEqualTo("untrusted");
    }

    @Test
    void takesNoHarmFromNonsense() {
        for (var nonsense : new String[] {"foo", "", ",", "[", "[::1", "1.2.3.4.5", "127.0.0.1:x:y", "%", "::%1%"})
            assertThat(status("X-Forwarded-For: " + nonsense)).as(nonsense).isIn(200, 400);
    }

    @Test
    void recordsWhereTheConnectionComesFrom() {
        var certificate = ClientCertificate.fresh();
        certificate.trustedBy(here);
        var client = sending(
                Map.of("X-Forwarded-For", "192.0.2.1"), Somebody.withCertificate(here.tlsAddress(), certificate));

        var scheduled = client.post("/1.0/operations", "{\"type\": \"noop\"}");

        assertThat(scheduled.status()).isEqualTo(202);
        assertThat(scheduled.metadata().at("/requestor/address").asString()).matches("127\\.0\\.0\\.1:[1-9]\\d*");
    }
}
