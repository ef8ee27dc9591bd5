package io.operations.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.access.Somebody;
import io.operations.access.TlsTest;
import io.operations.requestor.Certificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.web.server.LocalServerPort;

/** How {@code lxc} comes to be trusted, and to be so no more (contract §6.2). */
@RequiresClients(programs = "lxc")
@TlsTest
class LxcRemoteTests {

    private final int port;
    private final Somebody admin;

    @TempDir
    private Path home;

    LxcRemoteTests(@LocalServerPort int port) {
        this.port = port;
        admin = Somebody.unknown(port);
    }

    private static boolean isKnown(Lxc lxc) {
        return lxc.run("remote", "list", "--format", "csv")
                .succeeds()
                .output()
                .lines()
                .anyMatch(it -> it.startsWith("service,"));
    }

    private static String auth(Lxc lxc) {
        return LxcContract.json(lxc.run("query", "service:/1.0")).path("auth").asString();
    }

    @Test
    void isAddedByAnAddressAndAToken() throws Exception {
        try (var lxc = Lxc.overTls(home, port)) {
            assertThat(isKnown(lxc)).isTrue();
            assertThat(auth(lxc)).isEqualTo("trusted");
        }
    }

    /** The token knows the address, and which certificate the server shows. */
    @Test
    void isAddedByATokenAlone() throws Exception {
        try (var lxc = Lxc.stranger(home)) {
            lxc.run("remote", "add", "service", Lxc.token(admin)).succeeds();

            assertThat(isKnown(lxc)).isTrue();
            assertThat(auth(lxc)).isEqualTo("trusted");
        }
    }

    @Test
    void isNotAddedByATokenThatHasBeenUsed() throws Exception {
        var token = Lxc.token(admin);
        try (var first = Lxc.stranger(Files.createDirectory(home.resolve("first")));
                var second = Lxc.stranger(Files.createDirectory(home.resolve("second")))) {
            first.addRemote(admin.tlsAddress(), "--password", token).succeeds();

            second.addRemote(admin.tlsAddress(), "--password", token).fails("Error: ");

            assertThat(isKnown(second)).isFalse();
        }
    }

    @Test
    void isNotAddedByAWrongPassword() throws Exception {
        var trusted = admin.get("/1.0/certificates").metadata().size();
        try (var lxc = Lxc.stranger(home)) {
            lxc.addRemote(admin.tlsAddress(), "--password", "geheim").fails("Error: Forbidden");
            lxc.runWith("geheim\n", "remote", "add", "service", "https://" + admin.tlsAddress(), "--accept-certificate")
                    .fails("Error: Forbidden");

            assertThat(isKnown(lxc)).isFalse();
        }
        assertThat(admin.get("/1.0/certificates").metadata().size()).isEqualTo(trusted);
    }

    @Test
    void isRefusedWhenItsCertificateIsTakenBack() throws Exception {
        try (var lxc = Lxc.overTls(home, port)) {
            lxc.run("operation", "list", "service:").succeeds();

            var removed = admin.call("DELETE", "/1.0/certificates/" + fingerprint(), null);
            assertThat(removed.status()).isEqualTo(200);

            lxc.run("operation", "list", "service:").fails("Error: ");
            assertThat(auth(lxc)).isEqualTo("untrusted");
        }
    }

    /** Of the certificate that lxc has made for itself. */
    private String fingerprint() throws IOException, CertificateException {
        try (var file = Files.newInputStream(home.resolve("lxc/client.crt"))) {
            var certificate = CertificateFactory.getInstance("X.509").generateCertificate(file);
            return Certificate.fingerprint((X509Certificate) certificate);
        }
    }
}
