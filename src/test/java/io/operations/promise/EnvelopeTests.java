package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.ServiceTest;
import io.operations.TestHooks;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Every answer has the same seven keys in the same order (contract §2.1). */
@ServiceTest
class EnvelopeTests {

    private final Api api;

    EnvelopeTests(@LocalServerPort int port) {
        api = Api.on(port);
    }

    @Test
    void answersWithASyncEnvelope() {
        var answer = api.get("/1.0/operations?project=" + api.project(Bodies.unique()))
                .hasStatus(200);

        assertThat(answer.text().strip())
                .isEqualTo("{\"type\":\"sync\",\"status\":\"Success\",\"status_code\":200,\"operation\":\"\","
                        + "\"error_code\":0,\"error\":\"\",\"metadata\":{}}");
        assertThat(answer.header("Content-Type")).startsWith("application/json");
    }

    @Test
    void answersWithAnAsyncEnvelope() {
        var answer = api.schedule(Bodies.NOOP).hasStatus(202);

        assertThat(answer.text())
                .startsWith("{\"type\":\"async\",\"status\":\"Operation created\",\"status_code\":100,"
                        + "\"operation\":\"/1.0/operations/" + answer.id()
                        + "\",\"error_code\":0,\"error\":\"\",\"metadata\":{\"id\":\"" + answer.id() + "\"");
        assertThat(answer.header("Location")).isEqualTo("/1.0/operations/" + answer.id());
        assertThat(answer.header("Content-Type")).startsWith("application/json");
    }

    @Test
    void answersWithAnErrorEnvelope() {
        var answer = api.get("/1.0/operations/" + UUID.randomUUID()).refuses(404);

        assertThat(answer.text().strip())
                .isEqualTo("{\"type\":\"error\",\"status\":\"\",\"status_code\":0,\"operation\":\"\","
                        + "\"error_code\":404,\"error\":\"Operation not found\",\"metadata\":null}");
    }

    @Test
    void rendersAnOperationAsClientsKnowIt() {
        var scheduled = api.post("/1.0/operations?project=" + api.project(Bodies.unique()), """
                {"type": "noop", "class": "durable", "entity_url": "/1.0/instances/c1", "resources": {"instance": ["c1"]},
                 "metadata": {"note": "hello"}}""")
                .hasStatus(202);

        var operation = api.await(scheduled.id()).metadata();

        assertThat(operation.propertyNames())
                .containsExactly(
                        "id",
                        "class",
                        "description",
                        "created_at",
                        "updated_at",
                        "status",
                        "status_code",
                        "resources",
                        "metadata",
                        "may_cancel",
                        "err",
                        "err_code",
                        "child_count",
                        "location",
                        "requestor");
        assertThat(operation.path("class").asString()).isEqualTo("durable");
        assertThat(operation.path("description").asString()).isEqualTo("Doing nothing");
        assertThat(operation.path("created_at").asString())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
        assertThat(operation.path("status_code").asInt()).isEqualTo(200);
        assertThat(operation.path("resources").toString()).isEqualTo("{\"instance\":[\"c1\"]}");
        assertThat(operation.path("metadata").path("note").asString()).isEqualTo("hello");
        assertThat(operation.path("metadata").path("entity_url").asString()).isEqualTo("/1.0/instances/c1");
        assertThat(operation.path("requestor").path("username").asString()).isEqualTo("anonymous");
        assertThat(operation.path("requestor").path("address").asString()).startsWith("127.0.0.1:");
    }

    @Test
    void neverShowsInputs() {
        var secret = Bodies.unique();

        var scheduled = api.schedule(Bodies.gated(secret)).hasStatus(202);

        assertThat(scheduled.text()).doesNotContain(secret);
        TestHooks.open(secret);
        assertThat(api.await(scheduled.id()).text()).doesNotContain(secret);
    }
}
