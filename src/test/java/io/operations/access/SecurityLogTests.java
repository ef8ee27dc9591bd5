package io.operations.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import io.operations.RawHttp;
import java.io.IOException;
import java.net.http.WebSocket;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** Row "A security log": a line for each refusal and each change, with who, from where, to what. ASVS 16.3.1 to 16.3.3. */
@AccessTest
@TestPropertySource(
        properties = {"operations.event.socket.ping-interval=200ms", "operations.security-log.caller-rate=10000"})
class SecurityLogTests {

    private static final String TABLE = """
        request                                        | caller     | action                    | status | protocol | route
        GET /1.0/operations?project=own                | nobody     | access-refused            | 403    | none     | /1.0/operations
        GET /1.0/operations?project=own                | unknown    | access-refused            | 403    | none     | /1.0/operations
        GET /1.0/operations?project=other              | viewer     | access-refused            | 404    | bearer   | /1.0/operations
        GET /1.0/operations/{other}                    | viewer     | access-refused            | 404    | bearer   | /1.0/operations/{id}
        GET /1.0/operations/{own}/wait?timeout=0       | nobody     | access-refused            | 404    | none     | /1.0/operations/{id}/wait
        DELETE /1.0/operations/{own}                   | viewer     | access-refused            | 403    | bearer   | /1.0/operations/{id}
        POST /1.0/operations?project=own               | viewer     | access-refused            | 403    | bearer   | /1.0/operations
        POST /1.0/operations/{token}/redeem {wrong}    | nobody     | access-refused            | 403    | none     | /1.0/operations/{id}/redeem
        WS /1.0/operations/{socket}/websocket?secret=x | nobody     | access-refused            | 404    | none     | /1.0/operations/{id}/websocket
        WS /1.0/events?project=own&type=logging        | viewer     | access-refused            | 403    | bearer   | /1.0/events
        WS /internal/1.0/events                        | admin      | access-refused            | 403    | bearer   | /internal/1.0/events
        GET /1.0/metrics                               | viewer     | access-refused            | 403    | bearer   | /1.0/metrics
        GET /actuator/prometheus                       | restricted | access-refused            | 403    | tls      |
        GET /actuator                                  | nobody     | access-refused            | 403    | none     |
        POST /1.0/certificates {token}                 | viewer     | access-refused            | 403    | bearer   | /1.0/certificates
        DELETE /1.0/projects/{project}                 | client     |                           | 200    |          |
        GET /1.0                                       | nobody     |                           | 200    |          |
        GET /1.0/operations/{absent}                   | admin      |                           | 404    |          |
        """;

    private final int port;
    private final Everybody everybody;
    private final Somebody admin;
    private final Scene scene;
    private final SecurityLines lines;

    SecurityLogTests(@LocalServerPort int port) {
        this.port = port;
        everybody = new Everybody(port);
        admin = everybody.named("admin");
        scene = new Scene(admin, everybody.named("creator"));
        lines = new SecurityLines();
    }

    @AfterEach
    void clear() {
        lines.close();
        scene.clear();
    }

    @TestFactory
    Stream<DynamicTest> saysEachRefusalOnce() {
        return TABLE.lines()
                .skip(1)
                .map(it -> Arrays.stream(it.split("\\|", -1)).map(String::strip).toList())
                .map(it -> DynamicTest.dynamicTest(it.get(1) + ": " + it.getFirst(), () -> saysOnce(it)));
    }

    private void saysOnce(List<String> row) {
        var request = new AccessTable.Requests(scene).fill(row.getFirst());
        try (var said = new SecurityLines()) {
            assertThat(request.statusOnly(everybody.named(row.get(1)))).isEqualTo(Integer.parseInt(row.get(3)));

            if (row.get(2).isEmpty()) {
                assertThat(said.where(it -> it.get("event.outcome").equals("failure")))
                        .isEmpty();
                return;
            }
            await().untilAsserted(() -> assertThat(said.all()).singleElement().satisfies(it -> holds(it, row)));
        }
    }

    private static void holds(Map<String, String> line, List<String> row) {
        assertThat(line)
                .containsEntry("event.action", row.get(2))
                .containsEntry("event.outcome", "failure")
                .containsEntry("http.response.status_code", row.get(3))
                .containsEntry("protocol", row.get(4))
                .containsEntry("peer", "127.0.0.1")
                .containsKeys("http.request.id", "http.request.method", "source.address");
        assertThat(line.getOrDefault("http.route", "")).isEqualTo(row.get(5));
        if (row.get(4).equals("bearer")) assertThat(line).containsEntry("user.name", row.get(1));
        assertThat(line.get("source.address")).startsWith("127.0.0.1:");
    }

    /** Neither the token nor what it claims: it may be somebody else's, or a real one that has expired. */
    @Test
    void saysOfATokenThatDoesNotHoldNothingButThat() {
        var token = AccessTest.ISSUER.token("admin", "admins") + "x";

        assertThat(Somebody.withToken(port, token).get("/1.0/operations").status())
                .isEqualTo(401);

        await().untilAsserted(() -> assertThat(lines.of("authentication-refused"))
                .singleElement()
                .satisfies(it -> assertThat(it)
                        .containsEntry("http.response.status_code", "401")
                        .containsEntry("event.reason", "Token is not valid")
                        .doesNotContainKey("user.name")));
        assertThat(lines.all().toString()).doesNotContain(token.substring(0, 20));
    }

    @Test
    void saysWhichCertificateWasPresentedByAStranger() {
        var unknown = ClientCertificate.fresh();

        Somebody.withCertificate(admin.tlsAddress(), unknown).get("/1.0/operations");

        await().untilAsserted(() -> assertThat(lines.of("access-refused"))
                .singleElement()
                .satisfies(it -> assertThat(it)
                        .containsEntry("fingerprint", unknown.fingerprint().substring(0, 12))));
    }

    @Test
    void saysWhatIsChangedInCertificatesAndProjects() {
        var certificate = ClientCertificate.fresh();
        certificate.trustedBy(admin);
        var url = "/1.0/certificates/" + certificate.fingerprint();
        admin.call("PATCH", url, "{\"name\": \"renamed\"}");
        admin.call("DELETE", url, null);
        var project = scene.project(Scene.fresh());
        admin.call("DELETE", "/1.0/projects/" + project, null);

        assertThat(lines.all())
                .allSatisfy(it -> assertThat(it)
                        .containsEntry("event.outcome", "success")
                        .containsEntry("user.name", "admin")
                        .containsEntry("protocol", "bearer")
                        .containsEntry("peer", "127.0.0.1"))
                .extracting(it -> it.get("event.action"), it -> it.get("url.path"))
                .containsExactly(
                        tuple("certificate-created", url),
                        tuple("certificate-updated", url),
                        tuple("certificate-deleted", url),
                        tuple("project-created", "/1.0/projects/" + project),
                        tuple("project-deleted", "/1.0/projects/" + project));
    }

    @Test
    void saysWhatBecomesOfTrustTokens() {
        var token = scene.issued().metadata().at("/metadata/token").asString();
        var secret = "\"trust_token\": \"%s\"".formatted(token);
        var client = ClientCertificate.fresh();

        var redeemed =
                Somebody.withCertificate(admin.tlsAddress(), client).post("/1.0/certificates", "{" + secret + "}");
        assertThat(redeemed.status()).as(redeemed.text()).isEqualTo(201);
        var again = Somebody.withCertificate(admin.tlsAddress(), ClientCertificate.fresh())
                .post("/1.0/certificates", "{" + secret + "}");
        assertThat(again.status()).isEqualTo(403);

        await().untilAsserted(() -> assertThat(lines.all())
                .extracting(it -> it.get("event.action"))
                .containsExactly(
                        "certificate-token-issued",
                        "certificate-token-redeemed",
                        "certificate-created",
                        "certificate-token-refused"));
        assertThat(lines.of("certificate-token-redeemed").getFirst())
                .containsEntry("fingerprint", client.fingerprint().substring(0, 12));
        assertThat(lines.all().toString()).doesNotContain(token.substring(0, 30));
    }

    @Test
    void saysWhoRevokedATrustToken() {
        var token = scene.issued().id();

        admin.call("DELETE", "/1.0/operations/" + token, null);

        await().untilAsserted(() -> assertThat(lines.of("certificate-token-revoked"))
                .singleElement()
                .satisfies(it -> assertThat(it)
                        .containsEntry("user.name", "admin")
                        .containsEntry("url.path", "/1.0/operations/" + token)));
    }

    @Test
    void saysThatAListenerLostItsRights() {
        var certificate = ClientCertificate.fresh();
        certificate.trustedBy(admin, ", \"restricted\": true, \"projects\": [\"own\"]");
        var listener = Somebody.withCertificate(admin.tlsAddress(), certificate);
        listener.open("/1.0/events?project=own", new WebSocket.Listener() {});

        admin.call("DELETE", "/1.0/certificates/" + certificate.fingerprint(), null);

        await().untilAsserted(() -> assertThat(lines.of("access-withdrawn"))
                .isNotEmpty()
                .first()
                .satisfies(it -> assertThat(it)
                        .containsEntry("user.name", certificate.fingerprint())
                        .containsEntry("protocol", "tls")
                        .containsEntry("http.route", "/1.0/events")));
    }

    /** What a caller is called, or writes into a path, ends no line and no value; what no route takes is not repeated at all. */
    @Test
    void isNotWrittenByCallers() throws IOException {
        var name = "x\" event.outcome=\"success\u202e";
        Somebody.withToken(port, AccessTest.ISSUER.token(name)).get("/1.0/metrics");
        RawHttp.answer(RawHttp.send(port, RawHttp.request("GET", "/1.0/projects/%22x%22", "X: y")));
        RawHttp.answer(RawHttp.send(port, RawHttp.request("GET", "/secret-in-a-path?secret=x", "X: y")));
        RawHttp.answer(RawHttp.send(port, RawHttp.request("SECRET-METHOD", "/1.0/projects", "X: y")));

        await().untilAsserted(() -> assertThat(lines.all()).hasSize(4));
        assertThat(lines.all().toString())
                .contains("x? event.outcome=?success?")
                .doesNotContainIgnoringCase("secret")
                .doesNotContain("\n", "\"", "\u202e");
    }
}
