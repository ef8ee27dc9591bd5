package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.ServiceProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A member that cannot reach the database for too long stops its durable hooks by itself, and goes on when it can. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CutOffTests {

    private static final Duration LONG = Duration.ofSeconds(30);

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
                "--operations.member.heartbeat-interval=500ms",
                "--operations.member.offline-threshold=3s",
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

    /** Packets are swallowed, and nobody says that they are. */
    @Test
    void stopsDurableHooksOnlyAndRunsThemAgainWhenItIsBack() {
        var durable = schedule("durable", "silent");
        var task = schedule("task", "silent");
        postgres.freeze();
        try {
            await().atMost(LONG).until(() -> service.output().contains("cut off from the database"));
            await().atMost(LONG).until(() -> running("durable") == 0);
            assertThat(running("task")).isEqualTo(1);
        } finally {
            postgres.thaw();
        }

        assertRunsAgain(durable, "silent");
        assertThat(api.await(task).operationStatus()).isEqualTo("Success");
        assertThat(tables.row(task).attempt()).isEqualTo(1);
        await().atMost(LONG).until(() -> service.output().contains("reaches the database again"));
        assertThat(service.output()).doesNotContain("joined anew");
    }

    /** For what others know, it is dead meanwhile; here there is nobody to see that. */
    @Test
    void doesTheSameWhenItHasStoodStill() {
        var durable = schedule("durable", "still");
        service.freeze();
        await().atMost(LONG)
                .until(() -> tables.jdbc()
                        .sql("SELECT bool_and(heartbeat_at < now() - INTERVAL '4 s') FROM member")
                        .query(Boolean.class)
                        .single());

        service.thaw();

        assertRunsAgain(durable, "still");
        assertThat(service.output()).doesNotContain("joined anew");
    }

    private void assertRunsAgain(UUID durable, String gate) {
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(endpoint.attempts(durable)).containsExactly(1, 2));
        endpoint.open(gate);
        assertThat(api.await(durable).operationStatus()).isEqualTo("Success");
        assertThat(tables.row(durable).attempt()).isEqualTo(2);
        assertThat(endpoint.attempts(durable)).isEqualTo(List.of(1, 2));
    }

    private long running(String operationClass) {
        var metric = "operations_active{class=\"" + operationClass + "\",status=\"Running\"}";
        return api.get("/actuator/prometheus")
                .text()
                .lines()
                .filter(it -> it.startsWith(metric))
                .mapToLong(it -> (long) Double.parseDouble(it.substring(it.lastIndexOf(' '))))
                .sum();
    }

    /** An operation that waits at this gate, and has got there. */
    private UUID schedule(String operationClass, String gate) {
        var body = endpoint.call(operationClass, gate, UUID.randomUUID().toString());
        var id = api.schedule(body).hasStatus(202).id();
        await().untilAsserted(() -> assertThat(endpoint.attempts(id)).isNotEmpty());
        return id;
    }
}
