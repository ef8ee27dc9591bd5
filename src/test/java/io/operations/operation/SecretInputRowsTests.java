package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Api;
import io.operations.LoopbackServer;
import io.operations.ServiceTest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** §4: rows that another member has written, under another key, or a release that encrypted nothing. */
@ServiceTest
@TestPropertySource(
        properties = "operations.encryption.keys=new:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=,"
                + "old:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=")
class SecretInputRowsTests {

    private static final Vault OLD = new Vault(List.of("old:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="));
    private static final Vault GONE = new Vault(List.of("gone:AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI="));

    private final List<String> received = new CopyOnWriteArrayList<>();
    private final LoopbackServer endpoint = LoopbackServer.serving(exchange -> {
        received.add(exchange.getRequestHeaders().getFirst("Authorization"));
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    });
    private final OperationTypes types;
    private final Api api;
    private final JdbcClient jdbc;

    SecretInputRowsTests(OperationTypes types, @LocalServerPort int port, JdbcClient jdbc) {
        this.types = types;
        api = Api.on(port);
        this.jdbc = jdbc;
    }

    @AfterEach
    void close() {
        endpoint.close();
    }

    private Map<String, Object> inputs() {
        return Map.of("url", endpoint.url(), "headers", Map.of("Authorization", "Bearer hush-hush"));
    }

    private Inputs sealed(UUID id, Vault vault) {
        var type = types.find("http-request").orElseThrow();
        var args = OperationArgs.of(type).withInputs(Inputs.of(inputs()));
        return new SecretInputs(vault).sealed(id, args, types.hooks("http-request"));
    }

    /** Leaves one for whoever claims it. */
    private void queue(UUID id, Inputs inputs) {
        jdbc.sql("""
                        INSERT INTO active_operation (id, project, type, class, entity_url, resources, inputs, created_at,
                               updated_at, status_code, metadata, location, attempt, failures)
                        VALUES (:id, 'default', 'http-request', 4, '/1.0/projects/default', '{}', :inputs::jsonb, now(),
                                now(), 105, '{}', 'another', 0, 4)""").param("id", id).param("inputs", inputs.json().toString()).update();
    }

    private static UUID newId() {
        return Ids.next(Instant.now(), 1).getFirst();
    }

    @Test
    void ofAnEarlierReleaseRun() {
        var id = newId();
        queue(id, Inputs.of(inputs()));

        assertThat(api.await(id).operationStatus()).isEqualTo("Success");
        assertThat(received).containsExactly("Bearer hush-hush");
    }

    @Test
    void underAnEarlierKeyRun() {
        var id = newId();
        queue(id, sealed(id, OLD));

        assertThat(api.await(id).operationStatus()).isEqualTo("Success");
        assertThat(received).containsExactly("Bearer hush-hush");
    }

    @Test
    void underAKeyThatIsGoneFailWithASentenceAndOthersGoOn() {
        var lost = newId();
        queue(lost, sealed(lost, GONE));
        var fine = newId();
        queue(fine, sealed(fine, OLD));

        assertThat(api.await(lost).operationError())
                .isEqualTo(
                        "Secret inputs cannot be decrypted: this member does not have the key of operations.encryption"
                                + " under which they were encrypted 503");
        assertThat(api.await(fine).operationStatus()).isEqualTo("Success");
        assertThat(received).hasSize(1);
    }
}
