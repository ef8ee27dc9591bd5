package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.ServiceTest;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A durable operation runs with what it would be restored from, in its first attempt already. */
@ServiceTest
class StoredTests {

    private static final String GIVEN = "{\"long\": 1E+30, \"b\": 1.50, \"a\": {\"z\": 1, \"y\": [0.10, 1e-2]}}";
    private static final String STORED =
            "{\"a\":{\"y\":[0.1,0.01],\"z\":1},\"b\":1.5,\"long\":" + "1" + "0".repeat(30) + "}";

    private final Api api;

    StoredTests(@LocalServerPort int port) {
        api = Api.on(port);
    }

    private static String echo(String operationClass) {
        return Bodies.with(
                "\"class\": \"" + operationClass + "\"",
                "{\"type\": \"echo\", \"inputs\": {\"value\": " + GIVEN + "}, \"metadata\": {\"given\": " + GIVEN
                        + "}}");
    }

    private static String found(Api.Answer operation) {
        return operation.metadata().path("metadata").path("found").asString();
    }

    @Test
    void runsWithWhatIsStored() {
        var accepted = api.schedule(echo("durable")).hasStatus(202);

        assertThat(accepted.text()).contains("\"given\":" + STORED);
        var ended = api.await(accepted.id());
        assertThat(found(ended)).isEqualTo("{\"value\":" + STORED + "} " + STORED);
    }

    @Test
    void runsAChildWithWhatIsStored() {
        var parent = api.schedule(
                        Bodies.with("\"class\": \"durable\"", Bodies.family(echo("durable"), echo("durable"))))
                .hasStatus(202)
                .id();
        api.await(parent);

        assertThat(api.get("/1.0/operations/" + parent + "?recursion=1")
                        .metadata()
                        .path("children")
                        .values())
                .hasSize(2)
                .allSatisfy(it -> assertThat(it.path("metadata").path("found").asString())
                        .isEqualTo("{\"value\":" + STORED + "} " + STORED));
    }

    @Test
    void runsATaskWithWhatWasGiven() {
        var ended = api.await(api.schedule(echo("task")).hasStatus(202).id());

        assertThat(found(ended)).startsWith("{\"value\":{\"long\":").doesNotContain(STORED);
    }
}
