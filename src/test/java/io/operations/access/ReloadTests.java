package io.operations.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.RawHttp;
import io.operations.member.MemberService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The server's certificate is replaced while it runs. */
@TlsTest
@ExtendWith(OutputCaptureExtension.class)
class ReloadTests {

    private static final Path FOLDER = Path.of(TlsTest.FOLDER);

    private final MemberService member;
    private final Somebody admin;
    private final String address;

    ReloadTests(@LocalServerPort int port, MemberService member) {
        this.member = member;
        admin = Somebody.unknown(port);
        address = admin.tlsAddress();
    }

    private String told() {
        return admin.get("/1.0")
                .metadata()
                .at("/environment/certificate_fingerprint")
                .asString();
    }

    @Test
    void tellsWhatItShows() {
        var certificate = ServerCertificate.fresh();
        certificate.writeTo(FOLDER);
        awaitShown(certificate);

        assertThat(told()).isEqualTo(certificate.fingerprint());
        assertThat(admin.get("/1.0").metadata().at("/environment/certificate").asString())
                .isEqualTo(certificate.pem());
        await().untilAsserted(() -> assertThat(
                        member.find(member.name()).orElseThrow().fingerprint())
                .as("what the other members are told")
                .isEqualTo(certificate.fingerprint()));
    }

    private void awaitShown(ServerCertificate certificate) {
        await().until(() -> TlsSocket.shown(address).equals(certificate.fingerprint()));
    }

    @Test
    void leavesConnectionsThatStandAlone() throws IOException {
        try (var before = TlsSocket.to(address)) {
            ask(before);
            var certificate = ServerCertificate.fresh();

            certificate.writeTo(FOLDER);
            awaitShown(certificate);

            ask(before);
        }
    }

    /** One request and its answer, over a connection that is kept. */
    private static void ask(SSLSocket socket) throws IOException {
        var request = RawHttp.request("GET", "/").replace("Connection: close\r\n", "");
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        var answer = new StringBuilder();
        while (answer.indexOf("[\"/1.0\"]}") < 0) {
            var next = socket.getInputStream().read();
            assertThat(next).as("after %s", answer).isNotNegative();
            answer.append((char) next);
        }
        assertThat(answer).startsWith("HTTP/1.1 200");
    }

    @Test
    void keepsWhatItHasWhereTheNewOneIsDamaged(CapturedOutput output) throws IOException {
        var good = told();

        Files.writeString(
                FOLDER.resolve("server.crt"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        await().until(() -> output.getOut().contains("FileWatcher"));

        assertThat(TlsSocket.shown(address)).isEqualTo(good);
        assertThat(told()).isEqualTo(good);
        var next = ServerCertificate.fresh();
        next.writeTo(FOLDER);
        awaitShown(next);
    }
}
