package io.operations.access;

import io.operations.Api;
import io.operations.ServiceTest;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Row A, as it was tried: a call of the service to itself would come from loopback, and be trusted there. */
@ServiceTest
class OwnEndpointTrustedTests {

    private final int port;
    private final Api api;

    OwnEndpointTrustedTests(@LocalServerPort int port) {
        this.port = port;
        api = Api.on(port);
    }

    private Api.Answer makeProject(String host) {
        return api.schedule("""
                {"type": "http-request", "inputs": {"url": "http://%s:%d/1.0/projects", "method": "POST",
                 "body": {"name": "intruder"}}}""".formatted(host, port));
    }

    private void assertNoIntruder() {
        api.get("/1.0/projects/intruder").refuses(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "[::1]"})
    void makesNoProjectByAnAddress(String host) {
        makeProject(host).refuses(400, "belongs to this service");

        assertNoIntruder();
    }

    @Test
    void makesNoProjectByAName() {
        var id = makeProject("localhost").hasStatus(202).id();

        Assertions.assertThat(api.await(id).operationError()).contains("leads to this service");
        assertNoIntruder();
    }
}
