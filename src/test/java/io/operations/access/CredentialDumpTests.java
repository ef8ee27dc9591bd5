package io.operations.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Dump;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** §4: a dump of the database holds no credential that was seen on the wire. */
@AccessTest
class CredentialDumpTests {

    private final Api admin;
    private final String bearer = AccessTest.ISSUER.token("admin", "admins");
    private final JdbcClient jdbc;

    CredentialDumpTests(@LocalServerPort int port, JdbcClient jdbc) {
        admin = Api.on(port).as(bearer);
        this.jdbc = jdbc;
    }

    private static String secretOfTrustToken(String text) {
        var json = new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
        return json.replaceFirst("(?s).*\"secret\":\"([0-9a-f]{64})\".*", "$1");
    }

    @Test
    void holdsNoCredential() {
        var credentials = new ArrayList<>(List.of(bearer));
        var token = admin.schedule("{\"type\": \"token\"}").hasStatus(202);
        credentials.add(token.metadata().at("/metadata/secret").asString());
        var relay = admin.schedule("{\"type\": \"relay\"}").hasStatus(202);
        relay.metadata().at("/metadata/fds").values().forEach(it -> credentials.add(it.asString()));
        var trust = admin.post("/1.0/certificates", "{\"name\": \"dumped\", \"type\": \"client\", \"token\": true}")
                .hasStatus(202);
        credentials.add(secretOfTrustToken(trust.metadata()
                .at("/metadata/token")
                .asString(trust.metadata().path("token").asString())));
        assertThat(credentials).hasSize(5).allMatch(it -> it.length() >= 64);

        assertThat(Dump.of(jdbc)).contains(token.id().toString()).doesNotContain(credentials);
        assertShownAgain(token, "secret", credentials.get(1));

        admin.post("/1.0/operations/" + token.id() + "/redeem", "{\"secret\": \"" + credentials.get(1) + "\"}")
                .hasStatus(200);
        admin.delete("/1.0/operations/" + relay.id()).hasStatus(200);
        assertThat(Dump.of(jdbc)).contains(token.id().toString()).doesNotContain(credentials);
    }

    private void assertShownAgain(Api.Answer scheduled, String field, String secret) {
        assertThat(admin.get("/1.0/operations/" + scheduled.id())
                        .metadata()
                        .at("/metadata/" + field)
                        .asString())
                .isEqualTo(secret);
    }

    @Test
    void holdsNothingByWhichToPassForAMember() {
        await().untilAsserted(() -> assertThat(
                        jdbc.sql("SELECT count(*) FROM member WHERE public_key IS NULL OR secret IS NOT NULL")
                                .query(Integer.class)
                                .single())
                .isZero());
    }
}
