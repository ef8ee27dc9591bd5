package io.operations.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Bodies;
import io.operations.FreshDatabase;
import io.operations.ServiceTest;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.env.Environment;
import org.springframework.test.context.ContextConfiguration;
import tools.jackson.databind.JsonNode;

/** pylxd over a Unix socket, where it hears events too. */
@RequiresClients(pythonModules = {"pylxd", "ws4py"})
@ServiceTest
@ContextConfiguration(initializers = {FreshDatabase.class, UnixSocket.class})
class PylxdTests extends PylxdContract {

    private final Path socket;

    PylxdTests(@LocalServerPort int port, Environment environment) {
        super(Service.on(port));
        socket = UnixSocket.of(environment);
    }

    @Override
    Pylxd connect(Path home) {
        return Pylxd.overUnixSocket(home, socket);
    }

    @Test
    void hearsAllEvents() {
        try (var script = listen()) {
            var id = cancelOne();

            await().untilAsserted(() -> assertThat(LxcMonitorContract.events(script))
                    .anyMatch(it -> isStatus(it, id, "Running"))
                    .anyMatch(it -> isStatus(it, id, "Cancelled"))
                    .anyMatch(it -> isLifecycle(it, id)));
        }
    }

    @Test
    void hearsTheTypesThatItAskedFor() {
        try (var script = listen("operation")) {
            var id = cancelOne();
            var later = service.schedule(Bodies.NOOP);

            await().untilAsserted(() -> assertThat(LxcMonitorContract.events(script))
                    .anyMatch(it -> isStatus(it, id, "Cancelled"))
                    .anyMatch(it -> isStatus(it, later, "Success"))
                    .noneMatch(it -> isLifecycle(it, id)));
        }
    }

    private Command listen(String... types) {
        service.awaitListeners(0);
        var script = pylxd.start("events.py", types);
        await().failFast(() -> assertThat(script.isAlive()).as(script.error()).isTrue())
                .until(() -> service.listeners() == 1);
        return script;
    }

    private UUID cancelOne() {
        var running = service.scheduleGated();
        service.api().delete("/1.0/operations/" + running.id()).hasStatus(200);
        return running.id();
    }

    private static boolean isStatus(JsonNode event, UUID id, String status) {
        return event.at("/metadata/id").asString("").equals(id.toString())
                && event.at("/metadata/status").asString("").equals(status);
    }

    private static boolean isLifecycle(JsonNode event, UUID id) {
        return event.path("type").asString().equals("lifecycle")
                && event.at("/metadata/source").asString("").endsWith(id.toString());
    }
}
