package io.operations.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.access.Somebody;
import java.io.IOException;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/** An installation with {@code tls.only} speaks TLS with whom it does not check by itself. */
class TlsInstallTests {

    private static final String ADMINISTRATOR = "system:serviceaccount:control-plane:administrator";
    private static final Manifests CHART = Chart.render(
            "database.existingSecret.name=pg-app",
            "tls.enabled=true",
            "tls.existingSecret=ops-tls",
            "tls.only=true",
            "authentication.grants[0].users[0]=" + ADMINISTRATOR,
            "authentication.grants[0].permissions[0]=all");

    @TempDir
    private static Path folder;

    private static Installation member;

    @BeforeAll
    static void install() throws IOException {
        member = new Installation(CHART, folder).awaitStarted();
    }

    @AfterAll
    static void uninstall() {
        member.close();
    }

    /** Whom the certificate of the Secret convinces. */
    private static SSLContext trust() {
        var certificate = PemSslStoreDetails.forCertificate("file:" + folder.resolve("tls.crt"));
        return SslBundle.of(new PemSslStoreBundle(null, certificate)).createSslContext();
    }

    private static Somebody client() {
        return caller(Installation.CLIENT);
    }

    private static Somebody caller(String account) {
        return Somebody.over("127.0.0.1:" + member.tlsPort(), trust()).bearing(member.token(account));
    }

    @Test
    void showsTheCertificateOfTheSecret() {
        var reply = client().post("/1.0/operations", "{\"type\": \"wait\", \"inputs\": {\"duration\": \"0.01\"}}");

        assertThat(reply.status()).as(reply.text()).isEqualTo(202);
    }

    @Test
    void isProbedWithoutIt() {
        assertThat(Somebody.unknown(member.managementPort())
                        .get("/actuator/health/readiness")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void trustsNobodyOnThePlainPortThatIsLeft() {
        assertThat(Somebody.unknown(member.port()).get("/1.0/operations").status())
                .isEqualTo(403);
    }

    @Test
    void tellsClientsTheAddressOfTheService() {
        assertThat(caller(ADMINISTRATOR).get("/1.0").text())
                .contains("\"ops-operation-service.control-plane.svc:8443\"");
    }
}
