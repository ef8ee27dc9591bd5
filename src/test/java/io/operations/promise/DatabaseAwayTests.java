package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Scrape;
import io.operations.ServiceProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The database goes away and comes back: what runs goes on, what is new is refused, nothing is lost. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseAwayTests {

    private static final int SLOTS = 8;
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String REACHABLE = "database_reachable";

    @TempDir
    private static Path workingDirectory;

    private final Endpoint endpoint = new Endpoint();
    private OwnPostgres postgres;
    private ServiceProcess service;
    private Tables tables;
    private Api api;

    @BeforeAll
    void start() {
        postgres = new OwnPostgres(workingDirectory.resolve("postgresql"));
        service = ServiceProcess.start(
                workingDirectory,
                "--operations.runner.slots=" + SLOTS,
                "--operations.runner.project-share=1",
                "--operations.runner.caller-share=1",
                // Whoever is cut off for longer lets go of what is durable: that is for other tests.
                "--operations.member.offline-threshold=5m",
                "--operations.member.heartbeat-interval=500ms",
                "--spring.datasource.url=" + postgres.url(),
                "--spring.datasource.username=postgres",
                "--spring.datasource.hikari.connection-timeout=1000",
                "--spring.datasource.hikari.data-source-properties.socketTimeout=2");
        service.awaitStarted();
        tables = Tables.in(postgres.url(), "postgres", "");
        api = service.api();
    }

    @AfterAll
    void stop() {
        service.close();
        postgres.close();
        endpoint.close();
    }

    @Test
    void writesTheResultsWhenItIsBack() throws Exception {
        var ended = List.of(schedule("task", "away"), schedule("durable", "away"));
        var running = List.of(schedule("task", "back"), schedule("durable", "back"));
        var waiters = new ArrayList<>(ended.stream()
                .map(it -> api.getLater("/1.0/operations/" + it + "/wait"))
                .toList());

        postgres.stop();
        assertRefuses();
        endpoint.open("away");
        await().atMost(LONG).until(() -> health("readiness") == 503);
        assertThat(health("liveness")).isEqualTo(200);
        await().atMost(LONG).until(() -> Scrape.of(api).value(REACHABLE) == 0);
        postgres.startAgain();

        await().atMost(LONG).until(() -> health("readiness") == 200);
        await().atMost(LONG).until(() -> Scrape.of(api).value(REACHABLE) == 1);
        for (var waiter : waiters) {
            assertThat(waiter.get(30, TimeUnit.SECONDS).operationStatus()).isEqualTo("Success");
        }
        endpoint.open("back");
        running.forEach(it -> assertThat(api.await(it).operationStatus()).isEqualTo("Success"));
        assertThat(tables.rows(ended).values()).allMatch(it -> it.attempt() == 1);
        assertThat(tables.rows(running).values()).allMatch(it -> it.attempt() == 1);
        assertAllSlotsAreFree();
    }

    @Test
    void refusesWhatIsNewWhileItIsSilent() {
        var running = schedule("task", "silent");
        postgres.freeze();
        try {
            assertRefuses();
            endpoint.open("silent");
            assertThat(health("liveness")).isEqualTo(200);
        } finally {
            postgres.thaw();
        }

        assertThat(api.await(running).operationStatus()).isEqualTo("Success");
        await().atMost(LONG)
                .untilAsserted(() ->
                        api.schedule(endpoint.call("task", "", "silent over")).hasStatus(202));
    }

    @Test
    void losesNothingWhenConnectionsAreCut() {
        try (var clients = new Clients(api, 6, this::quick)) {
            for (var cut = 1; cut <= 10; cut++) {
                var enough = clients.countAccepted() + 10;
                await().atMost(LONG).until(() -> clients.countAccepted() >= enough);
                cutConnections();
            }
            var accepted = clients.stop();

            assertThat(clients.surprises()).isEmpty();
            // What was refused with 503 may be there too, if only the answer to its commit was lost; then it ends as
            // well.
            await().atMost(LONG).until(() -> tables.countActive() == 0);
            assertThat(tables.rows(accepted.keySet())).containsOnlyKeys(accepted.keySet());
            assertThat(tables.rows(accepted.keySet()).values())
                    .allMatch(it -> it.status() == 200)
                    .allMatch(it -> it.attempt() == 1);
            assertThat(accepted.keySet())
                    .allSatisfy(it -> assertThat(endpoint.attempts(it)).containsExactly(1));
        }
        assertAllSlotsAreFree();
    }

    private String quick(int number) {
        return endpoint.call(number % 2 == 0 ? "task" : "durable", "", "cut/" + number);
    }

    private void cutConnections() {
        tables.jdbc().sql("""
                        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                         WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()""").query(Long.class).single();
    }

    private void assertRefuses() {
        var refused = api.schedule(endpoint.call("task", "", UUID.randomUUID().toString()));
        refused.hasStatus(503);
        assertThat(refused.header("Retry-After")).isNotBlank();
        assertThat(refused.error()).isEqualTo("Database is not available");
    }

    private int health(String probe) {
        return api.get("/actuator/health/" + probe).status();
    }

    /** As many as there are slots start at once, and no more. */
    private void assertAllSlotsAreFree() {
        var gate = UUID.randomUUID().toString();
        var all = new ArrayList<UUID>();
        for (var i = 0; i < SLOTS; i++) {
            all.add(schedule("task", gate));
        }
        var oneMore = api.schedule(endpoint.call("task", gate, UUID.randomUUID().toString()));
        assertThat(oneMore.operationStatus()).isEqualTo("Pending");
        endpoint.open(gate);
        all.add(oneMore.id());
        all.forEach(it -> assertThat(api.await(it).operationStatus()).isEqualTo("Success"));
    }

    /** An operation that waits at this gate, and has got there. */
    private UUID schedule(String operationClass, String gate) {
        var body = endpoint.call(operationClass, gate, UUID.randomUUID().toString());
        var id = api.schedule(body).hasStatus(202).id();
        await().untilAsserted(() -> assertThat(endpoint.attempts(id)).isNotEmpty());
        return id;
    }
}
