package io.operations.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.requestor.Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Row I: a key that can be broken proves nothing. */
@TlsTest
class WeakKeyTests {

    private final Somebody admin;
    private final JdbcClient jdbc;

    WeakKeyTests(@LocalServerPort int port, JdbcClient jdbc) {
        admin = Somebody.unknown(port);
        this.jdbc = jdbc;
    }

    private Somebody.Reply add(ClientCertificate certificate) {
        return admin.post(
                "/1.0/certificates", "{\"name\": \"x\", \"certificate\": \"%s\"}".formatted(certificate.base64()));
    }

    @ParameterizedTest
    @CsvSource({
        "RSA, 512, an RSA key of 512 bits",
        "RSA, 1024, an RSA key of 1024 bits",
        "RSA, 2032, an RSA key of 2032 bits",
        "DSA, 2048, a key of another kind"
    })
    void isRefusedWhereItsCertificateIsAdded(String algorithm, int bits, String reason) {
        var certificate = ClientCertificate.withKey(algorithm, bits);

        var refused = add(certificate);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body().path("error").asString()).contains("Field \"certificate\" has", reason);
        assertThat(admin.get("/1.0/certificates/" + certificate.fingerprint()).status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"RSA, 2048", "RSA, 3072", "EC, 256", "EC, 384", "EdDSA, 255"})
    void isNotAnyOfThese(String algorithm, int bits) {
        assertThat(add(ClientCertificate.withKey(algorithm, bits)).status()).isEqualTo(201);
    }

    /** It may have been added by a release that did not look. */
    @Test
    void isNobodysWhereItsCertificateIsTrusted() {
        var certificate = ClientCertificate.withKey("RSA", 1024);
        jdbc.sql("INSERT INTO certificate (fingerprint, name, type, restricted, projects, der, created_at)"
                        + " VALUES (:fingerprint, 'old', 'client', false, '{}', :der, now())")
                .param("fingerprint", certificate.fingerprint())
                .param("der", Certificate.der(certificate.certificate()))
                .update();

        var client = Somebody.withCertificate(admin.tlsAddress(), certificate);

        assertThat(client.get("/1.0").metadata().path("auth").asString()).isEqualTo("untrusted");
        assertThat(client.get("/1.0/operations").status()).isEqualTo(403);
    }
}
