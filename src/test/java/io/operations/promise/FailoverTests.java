package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Ports;
import io.operations.ServiceProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The primary goes, and another server takes its place: its data are the same, its address is not. */
class FailoverTests {

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path workingDirectory;

    private final Endpoint endpoint = new Endpoint();

    @AfterEach
    void closeEndpoint() {
        endpoint.close();
    }

    @Test
    void goesOnWithTheOther() throws Exception {
        try (var postgres = new OwnPostgres(workingDirectory.resolve("postgresql"))) {
            var first = postgres.port();
            var second = Ports.free();
            try (var service = start(first, second).awaitStarted();
                    var clients = new Clients(service.api(), 4, it -> endpoint.call("task", "", "failover/" + it))) {
                var api = service.api();
                var ending = List.of(schedule(api, "task", "away"), schedule(api, "durable", "away"));
                var lasting = List.of(schedule(api, "task", "back"), schedule(api, "durable", "back"));
                var waiters = ending.stream()
                        .map(it -> api.getLater("/1.0/operations/" + it + "/wait"))
                        .toList();
                await().atMost(LONG).until(() -> clients.countAccepted() >= 50);

                postgres.stop();
                await().atMost(LONG).until(() -> clients.countUnavailable() > 0);
                endpoint.open("away");
                postgres.startAgainOn(second);

                for (var waiter : waiters) {
                    assertThat(waiter.get(60, TimeUnit.SECONDS).hasStatus(200).operationStatus())
                            .isEqualTo("Success");
                }
                var enough = clients.countAccepted() + 50;
                await().atMost(LONG).until(() -> clients.countAccepted() >= enough);
                var accepted = clients.stop();
                endpoint.open("back");
                lasting.forEach(
                        it -> assertThat(api.await(it).operationStatus()).isEqualTo("Success"));
                var tables = Tables.in(postgres.url(), "postgres", "");
                await().atMost(LONG).until(() -> tables.countActive() == 0);
                assertThat(clients.surprises()).isEmpty();
                accepted.keySet().forEach(it -> assertRanOnce(tables, it));
                ending.forEach(it -> assertRanOnce(tables, it));
                lasting.forEach(it -> assertRanOnce(tables, it));
                assertThat(service.output()).doesNotContain("joined anew");
            }
        }
    }

    private void assertRanOnce(Tables tables, UUID id) {
        assertThat(tables.row(id)).isEqualTo(new Tables.Row(id, 200, "", 0, 1, false));
        assertThat(endpoint.attempts(id)).containsExactly(1);
    }

    private ServiceProcess start(int first, int second) {
        return ServiceProcess.start(
                workingDirectory,
                "--operations.member.offline-threshold=5m",
                "--spring.datasource.url=jdbc:postgresql://127.0.0.1:%d,127.0.0.1:%d/postgres?targetServerType=primary"
                        .formatted(first, second),
                "--spring.datasource.username=postgres",
                "--spring.datasource.hikari.connection-timeout=1000");
    }

    /** An operation that waits at this gate, and has got there. */
    private UUID schedule(Api api, String operationClass, String gate) {
        var body = endpoint.call(operationClass, gate, UUID.randomUUID().toString());
        var id = api.schedule(body).hasStatus(202).id();
        await().untilAsserted(() -> assertThat(endpoint.attempts(id)).isNotEmpty());
        return id;
    }
}
