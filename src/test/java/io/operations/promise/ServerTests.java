package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Api;
import io.operations.RawHttp;
import io.operations.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** {@code GET /}, {@code GET /1.0}, {@code GET /1.0/operation-types}, and what stock clients do (contract §3.7 and §6). */
@ServiceTest
class ServerTests {

    private final Api api;
    private final int port;

    ServerTests(@LocalServerPort int port) {
        api = Api.on(port);
        this.port = port;
    }

    @Test
    void namesItsVersions() {
        assertThat(api.get("/").hasStatus(200).metadata().toString()).isEqualTo("[\"/1.0\"]");
    }

    @Test
    void saysWhatItIs() {
        var server = api.get("/1.0").hasStatus(200).metadata();

        assertThat(server.propertyNames())
                .containsExactlyInAnyOrder(
                        "api_extensions",
                        "api_status",
                        "api_version",
                        "auth",
                        "public",
                        "auth_methods",
                        "config",
                        "auth_user_name",
                        "auth_user_method",
                        "environment");
        assertThat(server.path("api_status").asString()).isEqualTo("stable");
        assertThat(server.path("api_version").asString()).isEqualTo("1.0");
        assertThat(server.path("auth").asString()).isEqualTo("trusted");
        assertThat(server.path("public").isBoolean()).isTrue();
        assertThat(server.path("api_extensions").values())
                .extracting(JsonNode::asString)
                .contains("operation_wait", "operation_requestor", "projects", "operations_get_query_all_projects");
        assertThat(server.path("environment").propertyNames())
                .containsExactlyInAnyOrder(
                        "server",
                        "server_version",
                        "server_name",
                        "server_clustered",
                        "server_pid",
                        "project",
                        "os_name",
                        "kernel_version",
                        "kernel_architecture",
                        "addresses",
                        "certificate",
                        "certificate_fingerprint");
    }

    /** What OWASP asks of an API: nothing is kept, framed, sniffed or run. Answers and refusals alike. */
    @ParameterizedTest
    @ValueSource(strings = {"/1.0", "/1.0/operations", "/1.0/metrics", "/1.0/nowhere", "/1.0/operations/x"})
    void tellsBrowsersToBeCareful(String path) {
        var answer = api.get(path);

        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(answer.header("Content-Security-Policy")).isEqualTo("default-src 'none'; frame-ancestors 'none'");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.headers().firstValue("Server")).isEmpty();
    }

    /** §4: of the inputs that are declared secret it says so. */
    @Test
    void tellsWhichInputsAreSecret() {
        var inputs = api.get("/1.0/operation-types").metadata().values().stream()
                .filter(it -> it.path("name").asString().equals("http-request"))
                .flatMap(it -> it.path("inputs").values().stream());

        assertThat(inputs)
                .filteredOn(it -> it.has("secrecy"))
                .extracting(it ->
                        it.path("name").asString() + " " + it.path("secrecy").asString())
                .containsExactlyInAnyOrder("url confidential", "headers secret", "body confidential");
    }

    @Test
    void tellsWhatMayBeScheduled() {
        var types = api.get("/1.0/operation-types").hasStatus(200).metadata().values().stream()
                .toList();

        assertThat(types)
                .extracting(it -> it.path("name").asString())
                .isSorted()
                .contains("wait", "http-request", "noop", "gated");
        assertThat(types)
                .filteredOn(it -> it.path("name").asString().equals("gated"))
                .singleElement()
                .extracting(JsonNode::toString)
                .isEqualTo(
                        "{\"name\":\"gated\",\"description\":\"Waiting at a gate\",\"classes\":[\"task\",\"durable\"],"
                                + "\"entity_type\":\"project\",\"any_entity\":true,\"conflict_action\":\"fail\",\"bulk\":false,"
                                + "\"must_run\":false,\"durable\":true,\"timeout\":null,"
                                + "\"retry\":{\"attempts\":1,\"first_delay\":0.0,\"max_delay\":0.0},\"inputs\":[{\"name\":\"gate\",\"type\":\"string\","
                                + "\"required\":true,\"description\":\"which gate\"}]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/1.0", "/1.0/operations", "/1.0/operations?recursion=1", "/1.0?", "/1.0/operations?"})
    void takesAGetWithAnEmptyStringForABody(String path) {
        var request = RawHttp.request("GET", path, "Content-Type: application/json", "Content-Length: 2") + "\"\"";

        RawHttp.exchange(port, request).hasStatus(200);
    }

    @Test
    void takesAWaitAndADeleteAsStockClientsSendThem() {
        var waiting = api.schedule("{\"type\": \"wait\", \"inputs\": {\"duration\": \"0\"}}")
                .id();
        var running = api.schedule("{\"type\": \"wait\", \"inputs\": {\"duration\": \"PT1H\"}}")
                .id();
        var json = "Content-Type: application/json";

        var waited = RawHttp.exchange(
                port,
                RawHttp.request("GET", "/1.0/operations/" + waiting + "/wait?", json, "Content-Length: 2") + "\"\"");
        var deleted = RawHttp.exchange(port, RawHttp.request("DELETE", "/1.0/operations/" + running + "?", json));

        assertThat(waited.hasStatus(200).operationStatus()).isEqualTo("Success");
        deleted.hasStatus(200);
        assertThat(api.get("/1.0/operations/" + running).operationStatus()).isEqualTo("Cancelled");
    }

    @Test
    void isAliveAndReady() {
        assertThat(api.get("/actuator/health/liveness").hasStatus(200).text()).contains("\"UP\"");
        assertThat(api.get("/actuator/health/readiness").hasStatus(200).text()).contains("\"UP\"");
    }
}
