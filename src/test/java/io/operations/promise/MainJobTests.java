package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Api;
import io.operations.ServiceTest;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Schedule, look, wait, cancel: the main job, over HTTP. */
@ServiceTest
class MainJobTests {

    private final Api api;

    MainJobTests(@LocalServerPort int port) {
        api = Api.on(port);
    }

    @Test
    void runsAnOperationToItsEnd() {
        var scheduled = api.schedule("{\"type\": \"noop\"}").hasStatus(202);

        assertThat(scheduled.header("Location")).isEqualTo("/1.0/operations/" + scheduled.id());
        assertThat(api.await(scheduled.id()).operationStatus()).isEqualTo("Success");
    }
}
