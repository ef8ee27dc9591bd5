package io.operations.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Api;
import io.operations.Dump;
import io.operations.ServiceTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** §4: without keys nothing is stored that is declared secret, unless this process alone needs it again. */
@ServiceTest
class SecretInputsWithoutKeysTests {

    private final String hush = "hush-" + UUID.randomUUID();
    private final Api api;
    private final JdbcClient jdbc;

    SecretInputsWithoutKeysTests(@LocalServerPort int port, JdbcClient jdbc) {
        api = Api.on(port);
        this.jdbc = jdbc;
    }

    /** Calls a port of this machine where nobody listens. */
    private String request(String operationClass, String headers) {
        return "{\"type\": \"http-request\", \"class\": \"%s\", \"inputs\": {\"url\": \"http://127.0.0.1:9/\", \"headers\": %s}}"
                .formatted(operationClass, headers);
    }

    private String authorization() {
        return "{\"Authorization\": \"Bearer " + hush + "\"}";
    }

    @Test
    void aDurableOperationIsRefusedWithASecret() {
        var scheduled = "SELECT count(*) FROM active_operation";
        var before = jdbc.sql(scheduled).query(Integer.class).single();

        api.schedule(request("durable", authorization()))
                .refuses(400, "inputs.headers holds a secret", "operations.encryption.keys");
        api.schedule("{\"type\": \"bulk\", \"class\": \"durable\", \"children\": [%s]}"
                        .formatted(request("durable", authorization())))
                .refuses(400, "child operation \"0\"", "operations.encryption.keys");

        assertThat(jdbc.sql(scheduled).query(Integer.class).single()).isEqualTo(before);
    }

    @Test
    void aTaskRunsWithOne() {
        var task = api.schedule(request("task", authorization())).hasStatus(202);

        assertThat(Dump.of(jdbc)).contains(task.id().toString()).doesNotContain(hush);
        assertThat(api.await(task.id()).operationError()).endsWith(" 502").doesNotContain(hush);
    }

    @Test
    void whatIsNoSecretNeedsNoKey() {
        api.schedule(request(
                        "durable", "{\"Accept\": \"text/plain\", \"Authorization\": {\"secret_ref\": \"backup\"}}"))
                .hasStatus(202);
    }
}
