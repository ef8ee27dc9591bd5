package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.Scrape;
import io.operations.ServiceProcess;
import io.operations.TestDatabase;
import io.operations.client.RequiresClients;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rows O, B3, B4 and B12: two members on one database, and the clock of one is set days ahead or behind while it works, and right
 * again. Nothing that they keep, end or promise goes by it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@RequiresClients(libraries = FakeTime.LIBRARY)
class WrongClockTests {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String OFFSET = "operations_member_clock_offset_seconds";
    private static final String NOW = """
            {"type": "wait", "inputs": {"duration": 0}}""";
    private static final String TOKEN = """
            {"type": "token", "timeout": "PT12H"}""";

    @TempDir
    private static Path workingDirectory;

    private final TestDatabase database = TestDatabase.create();
    private final Tables tables = Tables.in(database.url(), database.username(), database.password());
    private final Endpoint endpoint = new Endpoint();
    private FakeTime time;
    private ServiceProcess right;
    private ServiceProcess wrong;

    @BeforeAll
    void startBoth() {
        time = new FakeTime(workingDirectory);
        right = ServiceProcess.startMember(workingDirectory, "right", database, arguments());
        right.awaitStarted();
        wrong = ServiceProcess.startMember(workingDirectory, time.environment(), "wrong", database, arguments());
        wrong.awaitStarted();
    }

    private static String[] arguments() {
        return new String[] {
            "--operations.member.heartbeat-interval=500ms",
            "--operations.member.offline-threshold=5s",
            "--operations.retention.history=1h",
            "--operations.retention.prune-interval=1s",
            "--operations.synchronize-interval=1s"
        };
    }

    @AfterAll
    void killBoth() {
        if (wrong != null) wrong.close();
        if (right != null) right.close();
        endpoint.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"+2d", "-3d", "+40d", "+1h"})
    void decidesNothing(String offset) {
        var key = Bodies.unique();
        var before = api(right).schedule(NOW, "Idempotency-Key", key).id();
        assertThat(status(right, before)).isEqualTo("Success");
        var token = api(wrong).schedule(TOKEN).id();
        var gate = Bodies.unique();
        var call = api(wrong)
                .schedule(Bodies.with("\"timeout\": \"PT30M\"", endpoint.call("durable", gate, gate)))
                .id();
        await().atMost(LONG).until(() -> !endpoint.attempts(call).isEmpty());

        time.set(offset);

        await().atMost(LONG).until(() -> Math.abs(Scrape.of(api(wrong)).value(OFFSET)) > 3_500);
        await().atMost(LONG).until(() -> readiness(wrong) == 503);
        awaitPruning();
        for (var member : List.of(right, wrong)) endsWhatItAccepts(member);
        assertThat(api(wrong).schedule(NOW, "Idempotency-Key", key).id()).isEqualTo(before);
        assertThat(api(right).get("/1.0/operations/" + token).operationStatus()).isEqualTo("Running");

        time.set("+0");

        await().atMost(LONG).until(() -> readiness(wrong) == 200);
        for (var member : List.of(right, wrong)) endsWhatItAccepts(member);
        assertThat(status(wrong, before)).isEqualTo("Success");
        endpoint.open(gate);
        assertThat(status(right, call)).isEqualTo("Success");
        assertThat(endpoint.attempts(call)).hasSize(1);
        api(right).delete("/1.0/operations/" + token).hasStatus(200);
        assertThat(status(wrong, token)).isEqualTo("Cancelled");
        assertThat(wrong.output()).contains("clock differs from PostgreSQL's", "clock agrees with PostgreSQL's again");
    }

    /** It waits for as long as it was asked to, and its time is told in PostgreSQL's. */
    @Test
    void doesNotProlongWhatWaits() {
        var wait = api(wrong).schedule("""
                {"type": "wait", "inputs": {"duration": 5}}""").id();

        time.set("-1h");

        assertThat(status(wrong, wait)).isEqualTo("Success");
        time.set("+0");
        await().atMost(LONG).until(() -> readiness(wrong) == 200);
    }

    private void endsWhatItAccepts(ServiceProcess member) {
        var id = api(member).schedule(NOW).id();
        assertThat(status(member, id)).isEqualTo("Success");
        assertThat(tables.jdbc()
                        .sql(
                                "SELECT finished_at BETWEEN now() - INTERVAL '20 s' AND now() + INTERVAL '1 s' FROM final_operation WHERE id = :id")
                        .param("id", id)
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    private static String status(ServiceProcess member, UUID id) {
        return api(member)
                .get("/1.0/operations/" + id + "/wait?timeout=20")
                .hasStatus(200)
                .operationStatus();
    }

    private static Api api(ServiceProcess member) {
        return member.api();
    }

    private static int readiness(ServiceProcess member) {
        return api(member).get("/actuator/health/readiness").status();
    }

    private void awaitPruning() {
        var before = prunings();
        await().atMost(LONG).until(() -> prunings() > before + 2);
    }

    private long prunings() {
        return tables.jdbc()
                .sql("SELECT count(*) FROM final_operation WHERE type = 'prune-expired-operations'")
                .query(Long.class)
                .single();
    }
}
