package io.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The README's first session, against its real slow endpoint. */
@ServiceTest
class FirstSessionTests {

    private static final Pattern READY = Pattern.compile("Backing up at (http://\\S+)");

    private final int port;
    private final Api api;

    @TempDir
    private Path folder;

    private Process endpoint;

    FirstSessionTests(@LocalServerPort int port) {
        this.port = port;
        this.api = Api.on(port);
    }

    @BeforeEach
    void startEndpoint() throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        endpoint = new ProcessBuilder(java, "src/examples/Backup.java", "0")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        await().until(() -> READY.matcher(output()).find());
    }

    @AfterEach
    void stopEndpoint() throws InterruptedException {
        endpoint.destroyForcibly().waitFor();
    }

    @Test
    void watchesARealEndpointAndCancelsItHalfWay() {
        try (var listener = Listener.on(port, "type=operation")) {
            var id = schedule();
            assertThat(api.schedule(request()).hasStatus(409).error()).contains("conflict reference");

            await().untilAsserted(() -> assertThat(listener.of(id))
                    .anyMatch(it -> it.at("/metadata/metadata/progress/percent").asInt(0) >= 10));
            api.delete("/1.0/operations/" + id).hasStatus(200);

            assertThat(api.get("/1.0/operations/" + id).operationStatus()).isEqualTo("Cancelled");
            await().until(() -> output().contains(id + " was cancelled"));
            assertThat(api.schedule(request()).hasStatus(202).id()).isNotEqualTo(id);
        }
    }

    @Test
    void seesTheResultOfARealEndpoint() {
        var id = schedule();

        var ended = api.await(id);

        assertThat(ended.operationStatus()).isEqualTo("Success");
        assertThat(ended.metadata().at("/metadata/return/body/snapshot").asString())
                .isEqualTo("v1-2026");
        assertThat(ended.metadata().at("/metadata/copy_progress").asString()).isEqualTo("100% (10.00MB/s)");
    }

    private UUID schedule() {
        return api.schedule(request()).hasStatus(202).id();
    }

    /** The README's request, at the port that this endpoint has, on a volume of this test's own. */
    private String request() {
        var url = READY.matcher(output()).results().findFirst().orElseThrow().group(1);
        return """
                {"type": "http-request", "entity_url": "/1.0/projects/default",
                 "inputs": {"url": "%s", "method": "POST", "body": {"volume": "v1"}},
                 "conflict_reference": "volume/%s"}""".formatted(url, folder.hashCode());
    }

    private String output() {
        try {
            return Files.readString(folder.resolve("output"));
        } catch (IOException e) {
            return "";
        }
    }
}
