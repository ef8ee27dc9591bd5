package io.operations.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.ServiceProcess;
import io.operations.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A service for which no endpoint is set: its log is for people, and it says nothing of traces to anybody. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UntracedTests {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int MANY = 10;

    @TempDir
    private static Path workingDirectory;

    private final Calls endpoint = new Calls();
    private ServiceProcess service;

    @BeforeAll
    void start() {
        service = ServiceProcess.startMember(workingDirectory, "a", TestDatabase.create())
                .awaitStarted();
    }

    @AfterAll
    void kill() {
        service.close();
        endpoint.close();
    }

    @Test
    void sendsNoHeader() {
        var traceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        var scheduled = service.api()
                .schedule(endpoint.body("task", "/now"), "traceparent", traceParent)
                .hasStatus(202);
        service.api().await(scheduled.id());

        assertThat(endpoint.header(scheduled.id(), "traceparent")).containsExactly("null");
        assertThat(endpoint.header(scheduled.id(), "tracestate")).containsExactly("null");
        assertThat(service.output()).doesNotContain("0af7651916cd43dd8448eb211c80319c", " WARN ", " ERROR ");
    }

    @Test
    void writesALineForEachChangeOfStateAndNoneForProgress() {
        var ids = IntStream.range(0, MANY)
                .mapToObj(_ -> service.api()
                        .schedule("{\"type\": \"wait\", \"inputs\": {\"duration\": \"1.5\"}}")
                        .hasStatus(202)
                        .id())
                .toList();
        ids.forEach(service.api()::await);

        await().atMost(LONG).untilAsserted(() -> assertThat(lines(ids)).hasSize(3 * MANY));
        for (var id : ids) {
            assertThat(lines(List.of(id)))
                    .satisfiesExactly(
                            it -> assertThat(it).contains(" INFO ", " Accepted "),
                            it -> assertThat(it).contains(" INFO ", " Started "),
                            it -> assertThat(it).contains(" INFO ", " Success "))
                    .allSatisfy(it -> assertThat(it)
                            .contains(
                                    "operation=\"" + id + "\"",
                                    "type=\"wait\"",
                                    "project=\"default\"",
                                    "member=\"a\"",
                                    "requestor=\"none:anonymous\""));
        }
    }

    @Test
    void tellsACancelAsTwoChanges() {
        var id = service.api()
                .schedule("{\"type\": \"wait\", \"inputs\": {\"duration\": \"60\"}}")
                .hasStatus(202)
                .id();
        await().atMost(LONG).until(() -> lines(List.of(id)).size() == 2);
        service.api().delete("/1.0/operations/" + id).hasStatus(200);

        await().atMost(LONG).until(() -> lines(List.of(id)).size() >= 4);
        assertThat(lines(List.of(id)).get(2)).contains(" INFO ", " Cancelling ");
        assertThat(lines(List.of(id)).get(3)).contains(" INFO ", " Cancelled ");
        assertThat(lines(List.of(id))).hasSize(4);
    }

    private List<String> lines(List<UUID> operations) {
        return service.output()
                .lines()
                .filter(line -> operations.stream().anyMatch(id -> line.contains(id.toString())))
                .toList();
    }
}
