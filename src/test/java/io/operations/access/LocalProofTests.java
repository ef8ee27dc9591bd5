package io.operations.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Api;
import io.operations.FreshDatabase;
import io.operations.RawHttp;
import io.operations.client.UnixSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.env.Environment;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestPropertySource;

/** Row D: beside tokens and TLS, callers on this machine prove it, by a Unix socket or by a file that only this user reads. */
@AccessTest
@ContextConfiguration(initializers = {FreshDatabase.class, AccessTest.WithIssuer.class, UnixSocket.class})
@TestPropertySource(properties = "operations.authentication.local-token-file=" + LocalProofTests.FILE)
class LocalProofTests {

    static final String FILE = "target/local-token";

    private final int port;
    private final Path socket;
    private final Somebody admin;

    LocalProofTests(@LocalServerPort int port, Environment environment) {
        this.port = port;
        socket = UnixSocket.of(environment);
        admin = Somebody.withToken(port, AccessTest.ISSUER.token("admin", "admins"));
    }

    private Api.Answer atSocket(String version, String... headers) {
        return UnixSocket.exchange(
                socket, RawHttp.request("GET", "/1.0/operations", headers).replace("HTTP/1.1", version));
    }

    private static String token() throws IOException {
        return Files.readString(Path.of(FILE));
    }

    @Test
    void trustsWhoCanOpenTheSocket() throws IOException {
        assertThat(Files.getPosixFilePermissions(socket)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        atSocket("HTTP/1.1").hasStatus(200);

        var server = UnixSocket.exchange(socket, RawHttp.request("GET", "/1.0")).metadata();
        assertThat(server.path("auth").asString()).isEqualTo("trusted");
        assertThat(server.path("auth_user_name").asString()).isEqualTo("anonymous");
    }

    /** Row I: pylxd's origin, which means nothing elsewhere. */
    @Test
    void answersPylxd() {
        atSocket("HTTP/1.1", "Origin: ws+unix://localhost").hasStatus(200);
        atSocket("HTTP/1.1", "Origin: tauri://localhost").refuses(403);
    }

    @Test
    void recordsThatItCameOverTheSocket() {
        var body = "{\"type\": \"noop\"}";
        var scheduled = UnixSocket.exchange(
                socket,
                "POST /1.0/operations HTTP/1.1\r\nHost: unix.socket\r\nConnection: close\r\nContent-Type: application/json\r\n"
                        + "Content-Length: " + body.length() + "\r\n\r\n" + body);

        assertThat(scheduled.hasStatus(202).metadata().at("/requestor/address").asString())
                .isEqualTo("@");
    }

    /** A proxy may have opened it. */
    @Test
    void doesNotTrustWhatWasPassedOnToTheSocket() {
        atSocket("HTTP/1.1", "X-Forwarded-For: 192.0.2.1").refuses(403);
        atSocket("HTTP/1.1", "CF-Connecting-IP: 192.0.2.1").refuses(403);
        atSocket("HTTP/1.0").refuses(403);
    }

    @Test
    void doesNotTrustLoopbackAlone() {
        assertThat(Somebody.unknown(port).get("/1.0/operations").status()).isEqualTo(403);
    }

    @Test
    void trustsWhoCanReadTheFile() throws IOException {
        assertThat(Files.getPosixFilePermissions(Path.of(FILE)))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(token()).matches("[0-9a-f]{64}");

        var local = Somebody.withToken(port, token());
        assertThat(local.get("/1.0/operations").status()).isEqualTo(200);
        assertThat(local.get("/1.0").metadata().path("auth_user_name").asString())
                .isEqualTo("anonymous");
        atSocket("HTTP/1.1", "Authorization: bearer " + token()).hasStatus(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0000000000000000000000000000000000000000000000000000000000000000", "é"})
    void refusesOtherTokens(String token) {
        RawHttp.exchange(port, RawHttp.request("GET", "/1.0/operations", "Authorization: Bearer " + token))
                .refuses(401);
        atSocket("HTTP/1.1", "Authorization: Bearer " + token).refuses(401);
    }

    @Test
    void takesTheTokenFromThisMachineOnly() throws IOException {
        var overTls = Somebody.over(admin.tlsAddress(), ClientCertificate.context(null))
                .bearing(token());
        assertThat(overTls.get("/1.0/operations").status()).isEqualTo(401);

        var passedOn = new Somebody(
                overTls.http(),
                Somebody.unknown(port).base(),
                Map.of("Authorization", "Bearer " + token(), "X-Forwarded-For", "127.0.0.1"));
        assertThat(passedOn.get("/1.0/operations").status()).isEqualTo(401);
    }
}
