package io.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.ssl.pem.PemContent;

/** The certificate that the embedded run makes for itself. */
class SelfSignedCertificateTests {

    private static final Instant NOW = Instant.parse("2026-11-23T08:54:40Z");
    private static final String DAMAGED = " is damaged or has expired. Delete the file, and a new one is made.";

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void chooseFile() {
        file = folder.resolve("new/tls/server.pem");
    }

    private SelfSignedCertificate at(Instant time) {
        return new SelfSignedCertificate(file, Clock.fixed(time, ZoneOffset.UTC));
    }

    private static X509Certificate parsed(String pem) throws GeneralSecurityException {
        var bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
        return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(bytes);
    }

    @Test
    void isMadeOnce() throws IOException {
        var first = at(NOW).pem();

        assertThat(at(NOW.plusSeconds(1)).pem()).isEqualTo(first);
        assertThat(file).hasContent(first);
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void isForItsOwnerOnly() throws IOException {
        at(NOW).pem();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void isForAllNamesOfThisMachine() throws IOException, GeneralSecurityException {
        var certificate = parsed(at(NOW).pem());

        assertThat(certificate.getSubjectAlternativeNames().stream().map(it -> String.valueOf(it.get(1))))
                .containsExactly(InetAddress.getLocalHost().getHostName(), "localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");
    }

    @Test
    void isValidForTenYears() throws GeneralSecurityException {
        var certificate = parsed(at(NOW).pem());

        assertThat(certificate.getNotBefore().toInstant()).isEqualTo(NOW.minus(Duration.ofHours(1)));
        assertThat(certificate.getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(3650)));
        assertThat(certificate.getSigAlgName()).isEqualTo("SHA384withECDSA");
        certificate.verify(certificate.getPublicKey());
    }

    @Test
    void comesWithItsKey() {
        var text = at(NOW).pem();
        var pem = PemContent.of(text);

        assertThat(text).as("what OpenSSL reads too").contains("-----BEGIN PRIVATE KEY-----");
        assertThat(pem.getPrivateKey()).isNotNull();
        assertThat(pem.getCertificates()).hasSize(1);
    }

    @Test
    void isTheSameForAllThatStartAtOnce() {
        var made = Stream.generate(() -> CompletableFuture.supplyAsync(at(NOW)::pem)).limit(8).toList().stream()
                .map(CompletableFuture::join);

        assertThat(made.distinct()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                "-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n"
            })
    void refusesAFileThatIsDamaged(String content) throws IOException {
        at(NOW).pem();
        Files.writeString(file, content);

        assertRefused(at(NOW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"})
    void refusesAFileWhoseKeyIsDamaged(String key) throws IOException {
        var pem = at(NOW).pem();
        Files.writeString(file, pem.substring(0, pem.indexOf("-----BEGIN PRIVATE KEY")) + key);

        assertRefused(at(NOW));
    }

    @Test
    void refusesOneWhoseTimeIsOver() {
        at(NOW).pem();

        assertRefused(at(NOW.plus(Duration.ofDays(3651))));
    }

    private void assertRefused(SelfSignedCertificate certificate) {
        assertThatExceptionOfType(StartFailure.class)
                .isThrownBy(certificate::pem)
                .withMessage("the TLS certificate in " + file + DAMAGED);
    }

    @Test
    void saysWhereItCannotBe() throws IOException {
        Files.writeString(folder.resolve("new"), "a file, not a folder");

        assertThatExceptionOfType(StartFailure.class)
                .isThrownBy(() -> at(NOW).pem())
                .withMessageStartingWith("the TLS certificate in " + file + " cannot be read or made: ");
    }
}
