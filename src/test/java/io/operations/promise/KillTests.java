package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.ServiceProcess;
import io.operations.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing accepted is lost: kill -9 in the middle of everything, then a new process. */
class KillTests {

    private static final int CLIENTS = 6;
    private static final int ENOUGH = 120;

    @TempDir
    private Path workingDirectory;

    private final Endpoint endpoint = new Endpoint();

    /** A failed test must not leave a PostgreSQL behind. */
    @AfterEach
    void stopWhatIsLeft() {
        endpoint.close();
        ServiceProcess.stopPostgreSql(workingDirectory);
    }

    @Test
    void losesNothingInItsOwnDatabase() {
        killAndStartAgain(service -> Tables.in(service.jdbcUrl()));
    }

    @Test
    void losesNothingInAnExternalDatabase() {
        var database = TestDatabase.create();
        killAndStartAgain(
                _ -> Tables.in(database.url(), database.username(), database.password()),
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=" + database.username(),
                "--spring.datasource.password=" + database.password());
    }

    private void killAndStartAgain(Function<ServiceProcess, Tables> database, String... arguments) {
        Map<UUID, Integer> accepted;
        try (var killed = ServiceProcess.start(workingDirectory, arguments).awaitStarted();
                var clients = new Clients(killed.api(), CLIENTS, this::body)) {
            await().atMost(Duration.ofSeconds(60)).until(() -> clients.countAccepted() >= ENOUGH);
            killed.kill();
            accepted = clients.stop();
            assertThat(clients.surprises()).isEmpty();
        }
        try (var next = ServiceProcess.start(workingDirectory, arguments).awaitStarted()) {
            assertNothingIsLost(next, database.apply(next), accepted);
            next.terminate();
            assertThat(next.awaitExit()).isZero();
        }
    }

    private void assertNothingIsLost(ServiceProcess service, Tables tables, Map<UUID, Integer> accepted) {
        assertThat(tables.rows(accepted.keySet())).containsOnlyKeys(accepted.keySet());

        // At most one operation of each client was asked for whose answer never came; it may have been accepted.
        accepted.keySet().stream().filter(id -> isDurable(accepted.get(id))).forEach(this::assertRunsAgain);
        endpoint.open("kill");
        await().atMost(Duration.ofSeconds(30)).until(() -> tables.countActive() == 0);

        var rows = tables.rows(accepted.keySet());
        accepted.forEach((id, number) -> assertEnded(rows.get(id), number));
        accepted.forEach((_, number) -> service.api()
                .schedule(endpoint.call("task", "", reference(number)))
                .hasStatus(202));
    }

    private void assertRunsAgain(UUID id) {
        await().untilAsserted(() ->
                assertThat(endpoint.attempts(id)).isNotEmpty().last().isEqualTo(2));
        assertThat(endpoint.attempts(id)).doesNotHaveDuplicates();
    }

    private static void assertEnded(Tables.Row row, int number) {
        if (isDurable(number)) {
            assertThat(row.status()).isEqualTo(200);
            assertThat(row.attempt()).isEqualTo(2);
        } else if (isQuick(number) && row.status() == 200) {
            assertThat(row.attempt()).isEqualTo(1);
        } else {
            assertThat(row.status()).isEqualTo(400);
            assertThat(row.error()).isEqualTo("Operation exited uncleanly or was unable to report its status");
            assertThat(row.errorCode()).isEqualTo(500);
        }
    }

    private String body(int number) {
        return switch (number % 4) {
            case 0 -> endpoint.call("durable", "kill", reference(number));
            case 1 -> endpoint.call("task", "kill", reference(number));
            case 2 -> endpoint.call("task", "", reference(number));
            default -> """
                    {"type": "wait", "conflict_reference": "%s", "inputs": {"duration": "0.01"}}""".formatted(reference(number));
        };
    }

    private static boolean isDurable(int number) {
        return number % 4 == 0;
    }

    private static boolean isQuick(int number) {
        return number % 4 > 1;
    }

    private static String reference(int number) {
        return "kill/" + number;
    }
}
