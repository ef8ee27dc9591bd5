package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.ServiceTest;
import io.operations.TestHooks;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** A DELETE waits for the end of what it has cancelled, but not for ever. */
@ServiceTest
@TestPropertySource(properties = "operations.web.cancel-timeout=300ms")
class CancelTimeoutTests {

    private final Api api;
    private final String gate = Bodies.unique();

    CancelTimeoutTests(@LocalServerPort int port) {
        api = Api.on(port);
    }

    @Test
    void isAnsweredWhileAHookThatHeedsNoCancelGoesOn() {
        var id = api.schedule(Bodies.held("stubborn", gate)).hasStatus(202).id();
        var url = "/1.0/operations/" + id;
        var start = System.nanoTime();

        var answer = api.delete(url).hasStatus(200);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        assertThat(answer.metadata().toString()).isEqualTo("{}");
        assertThat(api.get(url).operationStatus()).isEqualTo("Cancelling");
        api.delete(url).refuses(400, "Only running operations can be cancelled");
        TestHooks.open(gate);
        assertThat(api.await(id).operationStatus()).isEqualTo("Success");
    }
}
