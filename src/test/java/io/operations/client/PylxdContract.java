package io.operations.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Bodies;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the stock pylxd 2.2.10 does with operations (contract §6.4), over whatever connection a subclass makes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PylxdContract {

    final Service service;

    Pylxd pylxd;

    PylxdContract(Service service) {
        this.service = service;
    }

    /** Makes the connection that all tests use. */
    abstract Pylxd connect(Path home) throws IOException;

    @BeforeAll
    void open(@TempDir Path home) throws IOException {
        pylxd = connect(home);
    }

    @AfterAll
    void close() throws Exception {
        pylxd.close();
    }

    @Test
    void waitsForSuccess() {
        var running = service.scheduleGated();

        var seen = waitFor(running.id(), running::open);

        assertThat(seen.path("trusted").asBoolean()).isTrue();
        assertThat(seen.at("/before/id").asString()).isEqualTo(running.id().toString());
        assertThat(seen.at("/before/description").asString()).isEqualTo("Waiting at a gate");
        assertThat(seen.at("/before/status").asString()).isEqualTo("Running");
        assertThat(seen.at("/after/status").asString()).isEqualTo("Success");
        assertThat(seen.at("/after/metadata/started").asBoolean()).isTrue();
    }

    @Test
    void waitsForFailure() {
        var id = service.schedule(Bodies.failing("disk full", 507));

        assertThat(waitFor(id, () -> {}).path("failure").asString()).isEqualTo("disk full");
    }

    /** pylxd 2.2.10 takes a cancelled operation for no failure. */
    @Test
    void waitsForCancellation() {
        var running = service.scheduleGated();

        var seen = waitFor(running.id(), () -> service.api().delete("/1.0/operations/" + running.id()));

        assertThat(seen.at("/after/status").asString()).isEqualTo("Cancelled");
    }

    @Test
    void findsNoneThatIsNotThere() {
        var seen = waitFor(UUID.randomUUID(), () -> {});

        assertThat(seen.path("not_found").asString()).isEqualTo("Operation not found");
    }

    /** The script waits from when it has found the operation; then this happens. */
    private JsonNode waitFor(UUID id, Runnable then) {
        try (var script = pylxd.start("wait.py", id.toString())) {
            await().until(() -> script.error().contains("found") || !script.isAlive());
            then.run();
            return LxcContract.json(script.awaitEnd());
        }
    }
}
