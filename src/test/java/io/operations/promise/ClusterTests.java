package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Scrape;
import io.operations.ServiceTest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** {@code /1.0/cluster}: who is there, who leaves, who is gone. */
@ServiceTest
class ClusterTests {

    private static final String MEMBERS = "/1.0/cluster/members";

    private final Api api;
    private final JdbcClient jdbc;
    private final int port;
    private final String self;

    ClusterTests(@LocalServerPort int port, JdbcClient jdbc) {
        this.api = Api.on(port);
        this.jdbc = jdbc;
        this.port = port;
        this.self = environment().path("server_name").asString();
    }

    private JsonNode environment() {
        return api.get("/1.0").metadata().path("environment");
    }

    @AfterEach
    void forgetOthers() {
        jdbc.sql("DELETE FROM member WHERE name <> :self").param("self", self).update();
        await().until(() -> !environment().path("server_clustered").asBoolean());
    }

    private void insert(String name, String column) {
        jdbc.sql("INSERT INTO member (incarnation, name, address, joined_at, heartbeat_at, " + column
                        + ") VALUES (gen_random_uuid(), :name, 'http://10.0.0.7:8080', '2026-01-01T00:00:00Z',"
                        + " now() + INTERVAL '1 hour', now())")
                .param("name", name)
                .update();
    }

    private JsonNode member(String name) {
        return api.get(MEMBERS + "/"
                        + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"))
                .hasStatus(200)
                .metadata();
    }

    @Test
    void isOneEvenOfALoneMember() {
        assertThat(api.get("/1.0/cluster").hasStatus(200).metadata().toString())
                .isEqualTo("{\"server_name\":\"" + self + "\",\"enabled\":true}");
        assertThat(api.get(MEMBERS).hasStatus(200).metadata().toString())
                .isEqualTo("[\"" + MEMBERS + "/" + self + "\"]");
        assertThat(environment().path("server_clustered").isBoolean()).isTrue();
        assertThat(environment().path("server_clustered").asBoolean()).isFalse();
    }

    @Test
    void showsWhoIsThereSinceWhenAndWhenItWasHeard() {
        var shown = member(self);

        assertThat(shown.propertyNames()).containsExactly("server_name", "url", "status", "message", "config");
        assertThat(shown.path("url").asString()).isEqualTo("http://127.0.0.1:" + port);
        assertThat(shown.path("status").asString()).isEqualTo("Online");
        assertThat(shown.path("message").asString()).isEqualTo("Fully operational");
        assertThat(time(shown, "heartbeat_at")).isAfterOrEqualTo(time(shown, "joined_at"));
        assertThat(api.get(MEMBERS + "?recursion=1").metadata().values())
                .singleElement()
                .satisfies(it -> assertThat(it.path("server_name").asString()).isEqualTo(self));
    }

    private static Instant time(JsonNode member, String name) {
        return Instant.parse(member.path("config").path(name).asString());
    }

    @Test
    void showsWhoLeavesAndWhoIsGone() {
        insert("z leaving", "draining_at");
        insert("zz gone", "offline_at");

        assertThat(api.get(MEMBERS).metadata().values())
                .extracting(JsonNode::asString)
                .containsExactly(MEMBERS + "/" + self, MEMBERS + "/z%20leaving", MEMBERS + "/zz%20gone");
        assertThat(member("z leaving").path("status").asString()).isEqualTo("Evacuated");
        assertThat(member("z leaving").path("url").asString()).isEqualTo("http://10.0.0.7:8080");
        assertThat(api.get(MEMBERS + "?recursion=1").metadata().values())
                .extracting(it -> it.path("status").asString())
                .isEqualTo(List.of("Online", "Evacuated", "Offline"));
        assertThat(api.get(MEMBERS + "?recursion=1")
                        .metadata()
                        .path(2)
                        .path("message")
                        .asString())
                .startsWith("Not heard since 20");
        await().untilAsserted(() -> assertThat(List.of(counted("online"), counted("draining"), counted("offline")))
                .containsOnly(1.0));
    }

    private double counted(String state) {
        return Scrape.of(api).value("cluster_members{state=\"" + state + "\"}");
    }

    /** Then clients show where each operation was. */
    @Test
    void tellsClientsThatThereAreSeveralAlsoAfterOneHasGone() {
        insert("gone", "offline_at");

        await().until(() -> environment().path("server_clustered").asBoolean());
    }

    @Test
    void knowsNobodyElse() {
        api.get(MEMBERS + "/nobody").refuses(404, "Cluster member not found");
        assertThat(api.get("/1.0").metadata().path("api_extensions").values())
                .extracting(JsonNode::asString)
                .contains("clustering");
    }
}
