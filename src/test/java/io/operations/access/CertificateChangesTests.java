package io.operations.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Listener;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Row F: {@code PUT} and {@code PATCH} change what a certificate may do. */
@TlsTest
class CertificateChangesTests {

    private final int port;
    private final Somebody admin;
    private final ClientCertificate certificate = ClientCertificate.fresh();
    private final String path;

    CertificateChangesTests(@LocalServerPort int port) {
        this.port = port;
        admin = Somebody.unknown(port);
        path = "/1.0/certificates/" + certificate.trustedBy(admin);
    }

    private JsonNode now() {
        return admin.get(path).metadata();
    }

    private void change(String method, String body) {
        var changed = admin.call(method, path, body);
        assertThat(changed.status()).as(changed.text()).isEqualTo(200);
    }

    @Test
    void replaceAllThatIsGiven() {
        change("PUT", "{\"name\": \"new\", \"restricted\": true, \"projects\": [\"default\"], \"type\": \"client\"}");
        assertThat(now().toString()).contains("\"name\":\"new\"", "\"restricted\":true", "\"projects\":[\"default\"]");

        change("PUT", "{\"name\": \"newer\", \"restricted\": true}");
        assertThat(now().toString()).contains("\"name\":\"newer\"", "\"restricted\":true", "\"projects\":[]");
    }

    @Test
    void keepWhatIsNotGiven() {
        change("PATCH", "{\"restricted\": true, \"projects\": [\"default\"]}");
        change("PATCH", "{\"name\": \"other\"}");

        assertThat(now().toString())
                .contains("\"name\":\"other\"", "\"restricted\":true", "\"projects\":[\"default\"]");
    }

    /** Clients send back what they were shown. */
    @Test
    void takeTheCertificateThatIsThere() {
        change("PATCH", "{\"certificate\": \"%s\"}".formatted(certificate.base64()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT | {\"restricted\": true} | \"name\" is required",
                "PUT | {\"name\": \"\", \"restricted\": true} | \"name\" is required",
                "PUT | {\"name\": \"x\"} | \"restricted\" is required",
                "PUT | {\"name\": \"x\", \"restricted\": null} | \"restricted\" is required",
                "PATCH | {\"restricted\": \"yes\"} | \"restricted\" must be true or false",
                "PATCH | {\"type\": \"boss\"} | \"type\" must be client or metrics",
                "PATCH | {\"type\": \"metrics\", \"restricted\": true} | \"restricted\" is for certificates of type client",
                "PATCH | {\"projects\": [\"default\"]} | \"projects\" needs",
                "PATCH | {\"restricted\": true, \"projects\": [\"none\"]} | \"none\", which does not exist",
                "PATCH | {\"trust_token\": \"x\"} | \"trust_token\" is not a known field",
                "PATCH | {\"fingerprint\": \"x\"} | \"fingerprint\" is not a known field",
                "PATCH | {\"certificate\": \"x\"} | \"certificate\" must be an X.509 certificate"
            })
    void refuseWhatIsWrongAndChangeNothing(String method, String body, String reason) {
        var before = now();

        var refused = admin.call(method, path, body);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body().path("error").asString()).contains(reason);
        assertThat(now()).isEqualTo(before);
    }

    @Test
    void refuseAnotherCertificate() {
        var other = ClientCertificate.fresh();

        var refused = admin.call("PATCH", path, "{\"certificate\": \"%s\"}".formatted(other.base64()));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).contains("cannot be changed");
    }

    @Test
    void findNoneThatIsNotTrusted() {
        var other = "/1.0/certificates/" + ClientCertificate.fresh().fingerprint();

        assertThat(admin.call("PATCH", other, "{\"name\": \"x\"}").status()).isEqualTo(404);
    }

    /** A client that is restricted does not let itself out. */
    @Test
    void areNotForTheClientItself() {
        change("PATCH", "{\"restricted\": true, \"projects\": [\"default\"]}");
        var client = Somebody.withCertificate(admin.tlsAddress(), certificate);
        assertThat(client.get("/1.0/operations").status()).isEqualTo(200);

        for (var method : new String[] {"PUT", "PATCH"})
            assertThat(client.call(method, path, "{\"name\": \"x\", \"restricted\": false}")
                            .status())
                    .isEqualTo(403);
    }

    /** Two that each change one thing do not undo each other. */
    @Test
    void doNotUndoEachOther() {
        change("PATCH", "{\"restricted\": true, \"projects\": [\"default\"]}");

        var answers = IntStream.range(0, 8)
                .parallel()
                .mapToObj(i -> admin.call(
                        "PATCH", path, i == 0 ? "{\"projects\": []}" : "{\"name\": \"name %d\"}".formatted(i)))
                .toList();

        assertThat(answers).extracting(Somebody.Reply::status).isSubsetOf(200, 409);
        if (answers.getFirst().status() == 200)
            assertThat(now().path("projects").isEmpty()).isTrue();
        assertThat(now().path("restricted").asBoolean()).isTrue();
    }

    @Test
    void areHeard() {
        try (var listener = Listener.on(port, "type=lifecycle")) {
            change("PATCH", "{\"name\": \"heard\"}");

            await().until(() -> !listener.heard(
                            it -> it.at("/metadata/action").asString("").equals("certificate-updated")
                                    && it.at("/metadata/source").asString("").equals(path))
                    .isEmpty());
        }
    }
}
