package io.operations.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Listener;
import io.operations.TestClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tokens with which clients have their certificates trusted (contract §6.2). */
@TlsTest
class TrustTokenTests {

    private final int port;
    private final TestClock clock;
    private final Somebody admin;
    private final String address;

    TrustTokenTests(@LocalServerPort int port, TestClock clock) {
        this.port = port;
        this.clock = clock;
        admin = Somebody.unknown(port);
        address = admin.tlsAddress();
    }

    private Somebody.Reply issue(String more) {
        var issued = admin.post("/1.0/certificates", "{\"name\": \"laptop\", \"token\": true%s}".formatted(more));
        assertThat(issued.status()).as(issued.text()).isEqualTo(202);
        return issued;
    }

    private static String text(Somebody.Reply issued) {
        return issued.metadata().at("/metadata/token").asString();
    }

    private static String secret(Somebody.Reply issued) {
        return issued.metadata().at("/metadata/secret").asString();
    }

    private static String encoded(String json) {
        return Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    /** As lxc 5 does. */
    private static Somebody.Reply redeem(Somebody client, String token) {
        return client.post(
                "/1.0/certificates",
                "{\"name\": \"\", \"type\": \"client\", \"restricted\": false, \"projects\": null, \"certificate\": \"\","
                        + " \"password\": \"%s\", \"token\": false}".formatted(token));
    }

    private Somebody with(ClientCertificate certificate) {
        return Somebody.withCertificate(address, certificate);
    }

    private JsonNode trusted(ClientCertificate certificate) {
        return admin.get("/1.0/certificates/" + certificate.fingerprint()).metadata();
    }

    private boolean isTrusted(ClientCertificate certificate) {
        return with(certificate).get("/1.0/operations").status() == 200;
    }

    @Test
    void isWhatClientsDecode() {
        var issued = issue("");

        var token = JsonMapper.shared().readTree(Base64.getDecoder().decode(text(issued)));

        assertThat(token.path("client_name").asString()).isEqualTo("laptop");
        assertThat(token.path("fingerprint").asString()).isEqualTo(TlsSocket.shown(address));
        assertThat(token.path("addresses").values())
                .extracting(JsonNode::asString)
                .containsExactly(address);
        assertThat(token.path("secret").asString()).isEqualTo(secret(issued)).hasSize(64);
        assertThat(Instant.parse(token.path("expires_at").asString()))
                .isBetween(clock.instant().plusSeconds(3_500), clock.instant().plusSeconds(3_600));
        assertThat(token.propertyNames())
                .containsExactlyInAnyOrder("client_name", "fingerprint", "addresses", "secret", "expires_at", "type");
    }

    @Test
    void isAnOperation() {
        var issued = issue("");

        var listed =
                admin.get("/1.0/operations?all-projects=true&recursion=1").metadata().path("running").values().stream()
                        .filter(it -> it.path("id").asString().equals(issued.id()))
                        .toList();

        assertThat(listed).singleElement().satisfies(it -> {
            assertThat(it.path("class").asString()).isEqualTo("token");
            assertThat(it.path("description").asString()).isEqualTo("Certificate add token");
            assertThat(it.path("status").asString()).isEqualTo("Running");
            assertThat(it.at("/metadata/request/name").asString()).isEqualTo("laptop");
        });
    }

    @Test
    void showsItsSecretToWhoAskedForItOnly() {
        var mine = ClientCertificate.fresh();
        mine.trustedBy(admin);
        try (var listener = Listener.on(port, "all-projects=true")) {
            var issued = with(mine).post("/1.0/certificates", "{\"name\": \"laptop\", \"token\": true}");
            var one = "/1.0/operations/" + issued.id();

            assertThat(with(mine).get(one).text()).contains(secret(issued));
            for (var path : List.of(one, one + "?recursion=1", "/1.0/operations?all-projects=true&recursion=2"))
                assertThat(admin.get(path).text())
                        .as(path)
                        .contains(issued.id())
                        .doesNotContain(secret(issued));
            admin.call("DELETE", one, null);
            await().until(() -> listener.statuses(issued.id()).contains("Cancelled"));
            assertThat(listener.heard(it -> it.toString().contains(secret(issued))))
                    .isEmpty();
            assertThat(listener.heard(it -> it.toString().contains(text(issued))))
                    .isEmpty();
        }
    }

    @Test
    void isRedeemedOnce() {
        var token = issue("");
        var first = ClientCertificate.fresh();
        var second = ClientCertificate.fresh();

        assertThat(redeem(with(first), text(token)).status()).isEqualTo(201);

        assertThat(redeem(with(second), text(token)).status()).isIn(400, 403);
        assertThat(isTrusted(first)).isTrue();
        assertThat(isTrusted(second)).isFalse();
        assertThat(trusted(first).path("name").asString()).isEqualTo("laptop");
    }

    /** As the newest lxc does. */
    @Test
    void isTakenUnderItsNewName() {
        var certificate = ClientCertificate.fresh();

        var body = "{\"type\": \"\", \"trust_token\": \"%s\"}".formatted(text(issue("")));
        assertThat(with(certificate).post("/1.0/certificates", body).status()).isEqualTo(201);

        assertThat(isTrusted(certificate)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "%%%",
                "bnVsbA==",
                "W10=",
                "InNlY3JldCI=",
                "eyJzZWNyZXQiOiIifQ==",
                "eyJzZWNyZXQiOm51bGx9",
                "eyJzZWNyZXQiOiJ4In0=",
                "eyJzZWNyZXQiOnt9fQ==",
                "eyJzZWNyZXQi"
            })
    void refusesWhatIsNone(String token) {
        issue("");
        var certificate = ClientCertificate.fresh();

        var refused = redeem(with(certificate), token);

        assertThat(refused.status()).as(refused.text()).isEqualTo(403);
        assertThat(isTrusted(certificate)).isFalse();
    }

    @Test
    void needsTheWholeSecret() {
        var token = secret(issue(""));
        var certificate = ClientCertificate.fresh();

        for (var wrong : List.of(token.substring(1), token + "0", token.toUpperCase(Locale.ROOT) + " "))
            assertThat(redeem(with(certificate), encoded("{\"secret\": \"%s\"}".formatted(wrong)))
                            .status())
                    .isEqualTo(403);

        assertThat(isTrusted(certificate)).isFalse();
    }

    @Test
    void needsACertificate() {
        var nobody = Somebody.over(address, ClientCertificate.context(null));

        var refused = redeem(nobody, text(issue("")));

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).contains("Present a client certificate, over TLS");
    }

    @Test
    void expires() {
        var token = issue("");
        var certificate = ClientCertificate.fresh();

        clock.advance(Duration.ofMinutes(61));

        assertThat(redeem(with(certificate), text(token)).status()).isIn(400, 403);
        assertThat(isTrusted(certificate)).isFalse();
    }

    @Test
    void isRevokedByDeletingItsOperation() {
        var token = issue("");
        var certificate = ClientCertificate.fresh();

        assertThat(admin.call("DELETE", "/1.0/operations/" + token.id(), null).status())
                .isEqualTo(200);

        assertThat(redeem(with(certificate), text(token)).status()).isIn(400, 403);
        assertThat(isTrusted(certificate)).isFalse();
    }

    /** Whoever redeems it gets what it was issued for, whatever they ask for. */
    @Test
    void decidesWhatIsTrusted() {
        admin.post("/1.0/projects", "{\"name\": \"mine\"}");
        var token = text(issue(", \"restricted\": true, \"projects\": [\"mine\"]"));
        var certificate = ClientCertificate.fresh();

        with(certificate)
                .post(
                        "/1.0/certificates",
                        "{\"name\": \"boss\", \"type\": \"metrics\", \"restricted\": false, \"trust_token\": \"%s\"}"
                                .formatted(token));

        var trusted = trusted(certificate);
        assertThat(trusted.path("name").asString()).isEqualTo("laptop");
        assertThat(trusted.path("type").asString()).isEqualTo("client");
        assertThat(trusted.path("restricted").asBoolean()).isTrue();
        assertThat(trusted.path("projects").toString()).isEqualTo("[\"mine\"]");
        assertThat(with(certificate).get("/1.0/operations?project=mine").status())
                .isEqualTo(200);
        assertThat(with(certificate).get("/1.0/certificates").status()).isEqualTo(403);
    }

    @Test
    void isNotUsedUpByWhoIsTrustedAlready() {
        var token = text(issue(""));
        var known = ClientCertificate.fresh();
        known.trustedBy(admin);
        var fresh = ClientCertificate.fresh();

        assertThat(redeem(with(known), token).status()).isEqualTo(409);

        assertThat(redeem(with(fresh), token).status()).isEqualTo(201);
    }

    @Test
    void hasOneWinner() {
        var token = text(issue(""));
        var certificates = Stream.generate(ClientCertificate::fresh).limit(8).toList();
        var clients = certificates.stream().map(this::with).toList();
        clients.forEach(it -> it.get("/1.0"));

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var statuses = clients.stream()
                    .map(it -> CompletableFuture.supplyAsync(
                            () -> redeem(it, token).status(), threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();

            assertThat(statuses).containsOnlyOnce(201).isSubsetOf(201, 400, 403);
        }
        assertThat(certificates.stream().filter(this::isTrusted)).hasSize(1);
    }

    @Test
    void cannotBeScheduledLikeOtherOperations() {
        var refused = admin.post("/1.0/operations", "{\"type\": \"certificate-add-token\"}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(admin.get("/1.0/operation-types").text()).doesNotContain("certificate-add-token");
    }
}
