package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.ServiceTest;
import io.operations.TestHooks;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Requests that ask in the wrong way: route, method, media type, size, query. */
@ServiceTest
class RefusedRequestTests {

    private static final int MIB = 1 << 20;

    private final Api api;
    private final String project;

    RefusedRequestTests(@LocalServerPort int port) {
        api = Api.on(port);
        project = api.project(Bodies.unique());
    }

    private void assertNothingIsLeft() {
        assertThat(api.get("/1.0/operations?history=true&project=" + project).metadata())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nope",
                "/1.0/nope",
                "/1.0/operations/",
                "/1.0/operationsnope",
                "/2.0",
                "/favicon.ico",
                "/index.html",
                "/error",
                "/actuator/env",
                "/actuator/heapdump",
                "/actuator/sbom",
                "/actuator/sbom/application"
            })
    void doesNotKnowTheRoute(String path) {
        var answer = api.get(path).refuses(404);

        assertThat(answer.error()).isEqualTo("Not Found");
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /1.0/operations, GET POST",
        "DELETE, /1.0/operations, GET POST",
        "POST, /1.0/operations/x, DELETE GET",
        "POST, /1.0/operations/x/wait, GET",
        "PATCH, /1.0, GET",
        "POST, /, GET",
        "POST, /1.0/metrics, GET",
        "POST, /1.0/operation-types, GET",
        "NOPE, /1.0/operation-types, GET"
    })
    void allowsOnlyTheMethodsOfARoute(String method, String path, String allowed) {
        var answer = api.send(api.request(path)
                        .method(method, BodyPublishers.noBody())
                        .build())
                .refuses(405, method);

        assertThat(answer.header("Allow").split(", *")).containsExactlyInAnyOrder(allowed.split(" "));
    }

    @Test
    void answersHeadAndOptions() {
        var head = api.send(api.request("/1.0").HEAD().build()).hasStatus(200);
        var options = api.send(api.request("/1.0/operations")
                        .method("OPTIONS", BodyPublishers.noBody())
                        .build())
                .hasStatus(200);

        assertThat(head.text()).isEmpty();
        assertThat(options.header("Allow")).contains("GET", "POST", "HEAD", "OPTIONS");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "nope"})
    void takesOnlyJson(String contentType) {
        api.send(api.request("/1.0/operations?project=" + project)
                        .header("Content-Type", contentType)
                        .POST(BodyPublishers.ofString(Bodies.NOOP))
                        .build())
                .refuses(415, "Content-Type must be application/json");

        assertNothingIsLeft();
    }

    @Test
    void wantsToBeToldThatItIsJson() {
        api.send(api.request("/1.0/operations?project=" + project)
                        .POST(BodyPublishers.ofString(Bodies.NOOP))
                        .build())
                .refuses(415, "Content-Type must be application/json");

        assertNothingIsLeft();
    }

    @Test
    void takesNoMoreThanOneMebibyte() {
        var body = bodyOf(MIB + 1);

        post(BodyPublishers.ofByteArray(body)).refuses(413, "at most 1048576 bytes");
        post(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))).refuses(413, "at most 1048576 bytes");

        assertNothingIsLeft();
    }

    @Test
    void takesOneMebibyte() {
        var accepted = post(BodyPublishers.ofByteArray(bodyOf(MIB))).hasStatus(202);

        assertThat(api.await(accepted.id()).operationStatus()).isEqualTo("Success");
    }

    /** Of so many bytes, most of which say nothing: what it asks for is small. */
    private static byte[] bodyOf(int size) {
        var body = "{\"type\": \"noop\"}";
        return (body + " ".repeat(size - body.length())).getBytes(StandardCharsets.US_ASCII);
    }

    private Api.Answer post(BodyPublisher body) {
        return api.send(api.request("/1.0/operations?project=" + project)
                .header("Content-Type", "application/json")
                .POST(body)
                .build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "1", "0000", "00000000-0000-0000-0000-00000000000g", "1-1-1-1-1"})
    void wantsAUuid(String id) {
        api.get("/1.0/operations/" + id).refuses(400, "UUID");
        api.get("/1.0/operations/" + id + "/wait").refuses(400, "UUID");
        api.delete("/1.0/operations/" + id).refuses(400, "UUID");
    }

    @Test
    void knowsNoSuchOperation() {
        for (var id : new UUID[] {UUID.randomUUID(), new UUID(0, 0), new UUID(-1, -1)}) {
            api.get("/1.0/operations/" + id).refuses(404, "Operation not found");
            api.get("/1.0/operations/" + id + "/wait").refuses(404, "Operation not found");
            api.get("/1.0/operations/" + id + "/wait?timeout=0").refuses(404, "Operation not found");
            api.delete("/1.0/operations/" + id).refuses(404, "Operation not found");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "history=true&limit=0, limit",
        "history=true&limit=-1, limit",
        "history=true&limit=1001, limit",
        "history=true&limit=x, limit",
        "history=true&limit=, limit",
        "history=true&limit=99999999999, limit",
        "history=true&after=x, UUID",
        "history=true&status=nope, status",
        "history=true&status=, status",
        "history=true&created_after=yesterday, created_after",
        "history=true&created_after=2026-01-01, created_after",
        "history=true&created_after=2026-01-01T00:00:00, created_after",
        "history=true&type=%00, type",
        "history=true&entity_url=/%00, entity_url",
        "history=true&project=%00, project must be",
        "project=%00, project must be",
        "project=a%20b, project must be",
        "project=a&all-projects=true, Cannot specify a project when requesting all projects",
        "history=true&project=a&all-projects=1, Cannot specify a project when requesting all projects",
        "project=%ff%fe, Query string is malformed"
    })
    void refusesQuery(String query, String reason) {
        api.get("/1.0/operations?" + query).refuses(400, reason);
    }

    @Test
    void refusesAQueryOfTooManyParameters() {
        api.get("/1.0/operations?" + "a=b&".repeat(1_001)).refuses(400, "Query string");
    }

    @ParameterizedTest
    @CsvSource({
        "project=a%20b, project must be",
        "project=a/b, project must be",
        "project=a%00, project must be",
        "project=a%0ab, project must be",
        "project=a%0a, project must be",
        "project=a%25zz, project must be",
        "project=a%3fb%23c%26d%3de, project must be",
        "project=%c3%bc, project must be",
        "project=a%22%3c%3e%7b, project must be",
        "project=.a, project must be",
        "project=-, project must be",
        "project=0123456789012345678901234567890123456789012345678901234567890123, project must be 1 to 63",
        "project=a&all-projects=true, Cannot specify a project when requesting all projects",
        "all-projects=true, all-projects",
        "project=%ff, Query string is malformed"
    })
    void refusesToScheduleInProject(String query, String reason) {
        api.post("/1.0/operations?" + query, Bodies.NOOP).refuses(400, reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "A..b",
                "a-._",
                "null",
                "012345678901234567890123456789012345678901234567890123456789012",
            })
    void runsInProjectsWithOddNames(String odd) {
        api.project(odd);
        var gate = Bodies.unique();
        TestHooks.open(gate);
        var scheduled =
                api.post("/1.0/operations?project=" + odd, Bodies.gated(gate)).hasStatus(202);

        var ended = api.await(scheduled.id());

        assertThat(ended.operationStatus()).as(ended.text()).isEqualTo("Success");
        assertThat(api.get("/1.0/operations?project=" + odd).text())
                .contains(scheduled.id().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/xml;q=1", "image/png", "nope"})
    void speaksJsonWhateverIsAccepted(String accepted) {
        api.send(api.request("/1.0/operations/x").header("Accept", accepted).build())
                .refuses(400, "UUID");

        var answer =
                api.send(api.request("/1.0").header("Accept", accepted).build()).hasStatus(200);
        assertThat(answer.body().path("type").asString()).isEqualTo("sync");
    }
}
