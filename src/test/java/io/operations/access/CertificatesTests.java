package io.operations.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code /1.0/certificates}: which client certificates are trusted. */
@TlsTest
class CertificatesTests {

    private static final String ALL = "/1.0/certificates";

    private final Somebody admin;

    CertificatesTests(@LocalServerPort int port) {
        admin = Somebody.unknown(port);
    }

    private Somebody.Reply add(String certificate) {
        var body = JsonMapper.shared()
                .createObjectNode()
                .put("name", "laptop")
                .put("certificate", certificate)
                .toString();
        return admin.post(ALL, body);
    }

    @Test
    void listsThem() {
        var certificate = ClientCertificate.fresh();
        certificate.trustedBy(admin, ", \"restricted\": true, \"projects\": [\"default\"]");

        assertThat(admin.get(ALL).metadata().values())
                .extracting(JsonNode::asString)
                .contains(ALL + "/" + certificate.fingerprint());
        assertThat(admin.get(ALL + "?recursion=1").metadata().values())
                .filteredOn(it -> it.path("fingerprint").asString().equals(certificate.fingerprint()))
                .singleElement()
                .satisfies(it -> assertIs(it, certificate));
    }

    private static void assertIs(JsonNode view, ClientCertificate certificate) {
        assertThat(view.propertyNames())
                .containsExactlyInAnyOrder("name", "type", "restricted", "projects", "certificate", "fingerprint");
        assertThat(view.path("name").asString()).isEqualTo("somebody");
        assertThat(view.path("type").asString()).isEqualTo("client");
        assertThat(view.path("restricted").asBoolean()).isTrue();
        assertThat(view.path("projects").toString()).isEqualTo("[\"default\"]");
        assertThat(view.path("certificate").asString()).isEqualTo(certificate.pem());
    }

    /** Stock clients show twelve characters. */
    @ParameterizedTest
    @ValueSource(ints = {12, 13, 63, 64})
    void findsOneByHowItBegins(int length) {
        var fingerprint = ClientCertificate.fresh().trustedBy(admin);

        var found = admin.get(ALL + "/" + fingerprint.substring(0, length));

        assertThat(found.metadata().path("fingerprint").asString()).isEqualTo(fingerprint);
    }

    @Test
    void findsNoneByTooLittle() {
        var fingerprint = ClientCertificate.fresh().trustedBy(admin);

        for (var path : new String[] {fingerprint.substring(0, 11), fingerprint + "0", "x".repeat(12)})
            assertThat(admin.get(ALL + "/" + path).status()).as(path).isEqualTo(404);
    }

    @Test
    void removesOne() {
        var fingerprint = ClientCertificate.fresh().trustedBy(admin);
        var path = ALL + "/" + fingerprint.substring(0, 12);

        assertThat(admin.call("DELETE", path, null).status()).isEqualTo(200);

        assertThat(admin.call("DELETE", path, null).status()).isEqualTo(404);
        assertThat(admin.get(path).status()).isEqualTo(404);
    }

    static Stream<String> encodings() {
        var one = ClientCertificate.fresh();
        var two = ClientCertificate.rsa();
        var mime = Base64.getMimeEncoder();
        return Stream.of(
                one.pem(),
                ClientCertificate.fresh().pem().replace("\n", "\r\n"),
                "\n " + ClientCertificate.fresh().pem(),
                two.base64(),
                mime.encodeToString(
                        Base64.getDecoder().decode(ClientCertificate.fresh().base64())),
                Base64.getEncoder()
                        .encodeToString(ClientCertificate.fresh().pem().getBytes(StandardCharsets.US_ASCII)));
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void takesPemAndBase64(String certificate) {
        assertThat(add(certificate).status()).isEqualTo(201);
        assertThat(add(certificate).status()).isEqualTo(409);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "%%%",
                "AAAA",
                "-----BEGIN",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----",
                "\u00e9",
                "MIIB",
                "-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n"
            })
    void refusesJunk(String certificate) {
        var refused = add(certificate);

        assertThat(refused.status()).as(refused.text()).isEqualTo(400);
        assertThat(refused.text()).contains("Field \\\"certificate\\\" must be").doesNotContain("java");
    }

    @Test
    void refusesHalfACertificate() {
        var whole = ClientCertificate.fresh().base64();

        for (var length : new int[] {20, 100, whole.length() - 40})
            assertThat(add(whole.substring(0, length)).status()).as("" + length).isEqualTo(400);
    }

    @Test
    void refusesOneWhoseTimeIsOver() {
        var over = ClientCertificate.between(
                Instant.now().minusSeconds(100), Instant.now().minusSeconds(10));

        var refused = add(over.pem());

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).contains("Certificate has expired");
    }

    /** Without a token nobody brings their own. */
    @Test
    void takesNoneFromWhoIsNotTrusted() {
        var certificate = ClientCertificate.fresh();
        var client = Somebody.withCertificate(admin.tlsAddress(), certificate);

        assertThat(client.post(ALL, "{\"name\": \"laptop\"}").status()).isEqualTo(403);

        assertThat(admin.get(ALL + "/" + certificate.fingerprint()).status()).isEqualTo(404);
    }
}
