package io.operations.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Scrape;
import io.operations.ServiceProcess;
import io.operations.TestDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rows B1, B6, B9 and K at the size at which they were found, in members with the memory that the chart gives them:
 * {@code ./mvnw -Pfaults test -Dtest=ChartMemoryTests}. Each ended a member, for good.
 */
@Tag("faults")
class ChartMemoryTests {

    /** Three quarters of the chart's 1 GiB. */
    private static final String CHART = "768m";

    /** Room for as many families as the chart's members took before they had a bound. */
    private static final String LARGE = "6g";

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int BULKS = 20;
    private static final int CHILDREN = 10_000;

    @TempDir
    private Path folder;

    private final TestDatabase database = TestDatabase.create();
    private final HttpClient http = HttpClient.newHttpClient();
    private ServiceProcess member;

    @AfterEach
    void kill() {
        member.close();
    }

    private void start(String name, String heap) {
        var held = heap.equals(LARGE) ? "10GB" : "";
        member = ServiceProcess.startMember(
                        folder,
                        Map.of("_JAVA_OPTIONS", "-Xmx" + heap + " -XX:+ExitOnOutOfMemoryError"),
                        name,
                        database,
                        "--operations.memory.operations=" + held,
                        "--operations.quota.active=1000000",
                        "--operations.limits.schedule-rate=1000000",
                        "--operations.limits.schedule-burst=1000000",
                        "--logging.level.io.operations.operation=warn")
                .awaitStarted();
    }

    private int post(String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(member.api().base() + "/1.0/operations"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }

    private int get(String path) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(member.api().base() + path))
                .GET()
                .build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }

    private void assertServes() throws Exception {
        assertThat(member.isAlive()).as(member::output).isTrue();
        assertThat(post("{\"type\": \"wait\", \"inputs\": {\"duration\": \"0\"}}"))
                .isEqualTo(202);
    }

    private static String bulk() {
        var child = "{\"type\": \"wait\", \"class\": \"durable\", \"inputs\": {\"duration\": \"3600\"}}";
        return "{\"type\": \"bulk\", \"class\": \"durable\", \"children\": ["
                + String.join(",", Collections.nCopies(CHILDREN, child)) + "]}";
    }

    /** B1. The third member has what two have died of. */
    @Test
    void fourHundredThousandChildrenAreTakenOver() throws Exception {
        for (var name : new String[] {"a", "b"}) {
            start(name, LARGE);
            for (var i = 0; i < BULKS; i++) assertThat(post(bulk())).isEqualTo(202);
            member.kill();
        }
        start("c", CHART);

        await().atMost(PATIENCE)
                .until(() ->
                        Scrape.of(member.api()).value("operations_memory_used_bytes{kind=\"operations\"}") > 1 << 20
                                || !member.isAlive());
        assertServes();
        assertThat(Scrape.of(member.api()).value("operations_memory_used_bytes{kind=\"operations\"}"))
                .isLessThan(768 << 20);
    }

    /** K and B9. */
    @Test
    void longListsAreReadByFourAtATime() throws Exception {
        start("a", CHART);
        var text = "x".repeat(62_000);
        for (var i = 0; i < 4_000; i++)
            assertThat(post("{\"type\": \"token\", \"metadata\": {\"text\": \"" + text + "\"}}"))
                    .isEqualTo(202);

        try (var readers = Executors.newFixedThreadPool(4)) {
            Callable<Integer> list = () -> get("/1.0/operations?recursion=1");
            for (var round = 0; round < 5; round++)
                for (var answer : readers.invokeAll(Collections.nCopies(4, list)))
                    assertThat(answer.get()).isIn(200, 429, 503);
        }

        assertThat(get("/1.0/operations?recursion=1")).isEqualTo(200);
        assertServes();
    }

    /** B6. What could not be written is forgotten. */
    @Test
    void refusedFamiliesLeaveNothing() throws Exception {
        start("a", CHART);
        readOnly(true);

        for (var i = 0; i < 100; i++) assertThat(post(bulk())).isGreaterThanOrEqualTo(429);

        readOnly(false);
        await().atMost(PATIENCE).until(() -> post("{\"type\": \"wait\", \"inputs\": {\"duration\": \"0\"}}") == 202);
        assertThat(Scrape.of(member.api()).value("operations_memory_used_bytes{kind=\"operations\"}"))
                .isLessThan(1 << 20);
        assertServes();
    }

    private void readOnly(boolean on) throws SQLException {
        try (var connection = DriverManager.getConnection(database.url(), database.username(), database.password());
                var statement = connection.createStatement()) {
            var name = connection.getCatalog();
            statement.execute("SET default_transaction_read_only = off");
            statement.execute("ALTER DATABASE " + name + " SET default_transaction_read_only = " + (on ? "on" : "off"));
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name
                    + "' AND pid <> pg_backend_pid()");
        }
    }
}
