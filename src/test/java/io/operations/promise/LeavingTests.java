package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.ServiceProcess;
import io.operations.TestDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member that leaves: clients are served until the end, and what was accepted is in good hands. */
class LeavingTests {

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path workingDirectory;

    private final Endpoint endpoint = new Endpoint();

    @AfterEach
    void closeEndpoint() {
        endpoint.close();
    }

    /** What one listener is told, and with which code it is sent away. */
    private static final class Ear implements WebSocket.Listener {

        private final List<String> heard = new CopyOnWriteArrayList<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();

        static Ear on(Api api) {
            var ear = new Ear();
            HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(URI.create(api.base().replace("http", "ws") + "/1.0/events"), ear)
                    .join();
            return ear;
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            heard.add(data.toString());
            socket.request(1);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            return CompletableFuture.completedStage(null);
        }

        boolean hasHeard(UUID id, String status) {
            return heard.stream().anyMatch(it -> it.contains(id.toString()) && it.contains(status));
        }
    }

    /** It has all the time that tasks may take, whatever else ends sooner, and however often it is asked. */
    @Test
    void sendsNobodyAwayBeforeTheEnd() throws Exception {
        var database = TestDatabase.create();
        try (var service = start(database, "--spring.lifecycle.timeout-per-shutdown-phase=1s")
                .awaitStarted()) {
            var api = service.api();
            var task = schedule(api, "task", "last");
            var durable = schedule(api, "durable", "next");
            var ear = Ear.on(api);
            var waiting = api.getLater("/1.0/operations/" + task + "/wait");
            var inVain = api.getLater("/1.0/operations/" + durable + "/wait");

            service.terminate();

            await().until(() -> api.get("/actuator/health/readiness").status() == 503);
            await().untilAsserted(() -> assertThat(api.get("/1.0/cluster/members/leaving")
                            .metadata()
                            .path("status")
                            .asString())
                    .isEqualTo("Evacuated"));
            var refused = api.schedule(endpoint.call("task", "", "late")).hasStatus(503);
            assertThat(refused.header("Retry-After")).isNotBlank();
            service.terminate();
            await().during(Duration.ofSeconds(2))
                    .until(() -> service.isAlive() && !waiting.isDone() && !inVain.isDone() && !ear.closed.isDone());
            assertThat(api.get("/actuator/health/liveness").status()).isEqualTo(200);
            endpoint.open("last");

            assertThat(waiting.get(60, TimeUnit.SECONDS).hasStatus(200).operationStatus())
                    .isEqualTo("Success");
            var sentAway = inVain.get(60, TimeUnit.SECONDS).hasStatus(503);
            assertThat(sentAway.header("Retry-After")).isNotBlank();
            assertThat(ear.closed.get(60, TimeUnit.SECONDS)).isEqualTo(1012);
            assertThat(ear.hasHeard(task, "Success")).isTrue();
            assertThat(service.awaitExit()).isZero();
        }
    }

    @Test
    void leavesNothingBehindThatWasAcceptedAtTheLastMoment() {
        var database = TestDatabase.create();
        var tables = Tables.in(database.url(), database.username(), database.password());
        try (var service = start(database, "--operations.shutdown.timeout=2s").awaitStarted();
                var clients = new Clients(service.api(), 12, this::body)) {
            await().atMost(LONG).until(() -> clients.countAccepted() >= 200);

            service.terminate();

            assertThat(service.awaitExit()).isZero();
            var accepted = clients.stop();
            assertThat(clients.surprises()).isEmpty();
            assertThat(tables.rows(accepted.keySet())).containsOnlyKeys(accepted.keySet());
            assertThat(tables.rows(accepted.keySet()).values())
                    .allMatch(it -> it.status() >= 200 || it.status() == 105 && !it.owned());
            assertThat(accepted.entrySet())
                    .filteredOn(it -> tables.row(it.getKey()).status() < 200)
                    .allMatch(it -> isDurable(it.getValue()));
            assertThat(tables.jdbc()
                            .sql("SELECT count(*) FROM active_operation WHERE owner IS NOT NULL")
                            .query(Long.class)
                            .single())
                    .isZero();
        }
    }

    private String body(int number) {
        return endpoint.call(isDurable(number) ? "durable" : "task", number % 3 == 0 ? "shut" : "", "leave/" + number);
    }

    private static boolean isDurable(int number) {
        return number % 2 == 0;
    }

    @Test
    void leavesThoughTheDatabaseIsAway() {
        try (var postgres = new OwnPostgres(workingDirectory.resolve("postgresql"));
                var service = start(
                                new TestDatabase(postgres.url(), "postgres", ""), "--operations.shutdown.timeout=1s")
                        .awaitStarted()) {
            var durable = schedule(service.api(), "durable", "away/durable");
            var task = schedule(service.api(), "task", "away/task");
            postgres.stop();

            service.terminate();

            assertThat(service.awaitExit()).isZero();
            postgres.startAgain();
            var tables = Tables.in(postgres.url(), "postgres", "");
            assertThat(tables.rows(List.of(durable, task)).values())
                    .as("left to others to find")
                    .allMatch(it -> it.status() == 103 && it.attempt() == 1);
        }
    }

    private UUID schedule(Api api, String operationClass, String gate) {
        var id = api.schedule(endpoint.call(operationClass, gate, gate))
                .hasStatus(202)
                .id();
        await().untilAsserted(() -> assertThat(endpoint.attempts(id)).isNotEmpty());
        return id;
    }

    private ServiceProcess start(TestDatabase database, String argument) {
        return ServiceProcess.startMember(workingDirectory, "leaving", database, argument);
    }
}
