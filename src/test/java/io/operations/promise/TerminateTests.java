package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Bodies;
import io.operations.ServiceProcess;
import io.operations.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM: no new work, time for what runs, durable work for whoever is there next. */
class TerminateTests {

    @TempDir
    private Path workingDirectory;

    private final Endpoint endpoint = new Endpoint();
    private final TestDatabase database = TestDatabase.create();
    private final Tables tables = Tables.in(database.url(), database.username(), database.password());

    @AfterEach
    void closeEndpoint() {
        endpoint.close();
    }

    @Test
    void endsWithoutLosingAnything() throws Exception {
        try (var service = start("first").awaitStarted()) {
            var api = service.api();
            var durable = api.schedule(endpoint.call("durable", "durable", "d")).id();
            var quick = api.schedule(endpoint.call("task", "quick", "q")).id();
            var endless = api.schedule(endpoint.call("task", "endless", "e")).id();
            var family = api.schedule(family()).hasStatus(202).id();
            await().until(() -> api.get("/1.0/operations/" + family + "?recursion=1")
                    .metadata()
                    .path("children")
                    .path(0)
                    .path("status")
                    .asString()
                    .equals("Success"));
            await().until(() -> List.of(durable, quick, endless).stream()
                    .noneMatch(it -> endpoint.attempts(it).isEmpty()));
            var waiter = api.getLater("/1.0/operations/" + endless + "/wait");

            service.terminate();

            await().untilAsserted(() -> {
                var refused = api.schedule("{\"type\": \"wait\", \"inputs\": {\"duration\": \"0\"}}");
                refused.hasStatus(503);
                assertThat(refused.header("Retry-After")).isNotBlank();
                assertThat(refused.error()).isEqualTo("Service is shutting down");
            });
            await().untilAsserted(() ->
                    assertThat(tables.row(durable)).isEqualTo(new Tables.Row(durable, 105, "", 0, 1, false)));
            assertThat(tables.children(family)).extracting(Tables.Row::status).containsExactly(200, 105, 105);
            assertThat(tables.row(family)).isEqualTo(new Tables.Row(family, 105, "", 0, 1, false));
            assertThat(api.get("/1.0/operations/" + quick).hasStatus(200).operationStatus())
                    .isEqualTo("Running");
            endpoint.open("quick");
            assertThat(api.await(quick).operationStatus()).isEqualTo("Success");
            assertThat(waiter.get(30, TimeUnit.SECONDS).hasStatus(200).operationStatus())
                    .isEqualTo("Cancelled");
            assertThat(service.awaitExit()).isZero();
            assertThat(tables.row(endless).error()).isEqualTo("context canceled");

            // Under another name, as a new pod has it, and long before the old one would be missed.
            try (var next = start("second").awaitStarted()) {
                await().untilAsserted(
                                () -> assertThat(endpoint.attempts(durable)).containsExactly(1, 2));
                endpoint.open("durable");
                endpoint.open("family");
                assertThat(next.api().await(family).operationStatus()).isEqualTo("Success");
                assertThat(tables.children(family))
                        .allSatisfy(it -> assertThat(it.status()).isEqualTo(200))
                        .extracting(it -> endpoint.attempts(it.id()).size())
                        .containsExactly(1, 2, 1);
                assertThat(next.api().await(durable).operationStatus()).isEqualTo("Success");
                assertThat(tables.countActive()).isZero();
            }
        }
    }

    private String family() {
        return Bodies.with(
                "\"class\": \"durable\"",
                Bodies.family(
                        endpoint.call("durable", "", "f0"),
                        endpoint.call("durable", "family", "f1"),
                        Bodies.inStage(1, endpoint.call("durable", "", "f2"))));
    }

    private ServiceProcess start(String name) {
        var arguments =
                new ArrayList<>(List.of("--operations.member.name=" + name, "--operations.shutdown.timeout=4s"));
        arguments.add("--spring.datasource.url=" + database.url());
        arguments.add("--spring.datasource.username=" + database.username());
        arguments.add("--spring.datasource.password=" + database.password());
        return ServiceProcess.start(workingDirectory, arguments.toArray(String[]::new));
    }
}
