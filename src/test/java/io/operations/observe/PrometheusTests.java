package io.operations.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.Listener;
import io.operations.TestHooks;
import io.operations.access.TlsTest;
import io.operations.client.Command;
import io.operations.client.RequiresClients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What a real Prometheus makes of a service that is at work. */
@TlsTest
@RequiresClients(programs = {"prometheus", "promtool"})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PrometheusTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final int port;
    private final Api api;

    private Path folder = Path.of("");
    private @Nullable Prometheus started;

    PrometheusTests(@LocalServerPort int port) {
        this.port = port;
        this.api = Api.on(port);
    }

    @BeforeAll
    void start(@TempDir Path folder) {
        this.folder = folder;
        started = Prometheus.scraping(folder, port);
    }

    @AfterAll
    void stop() {
        if (started != null) started.close();
    }

    private Prometheus prometheus() {
        return Objects.requireNonNull(started);
    }

    /** Something of everything: an end of each kind, a retry that somebody claims, a conflict, a listener, a collection. */
    private void work() {
        var gate = Bodies.unique();
        try (var listener = Listener.on(port, "type=operation")) {
            var held =
                    api.schedule(Bodies.withReference(gate, Bodies.gated(gate))).id();
            api.schedule(Bodies.withReference(gate, Bodies.NOOP)).refuses(409);
            api.await(api.schedule(Bodies.failing("no", 500)).id());
            api.await(api.schedule(Bodies.flaky("flaky", 1)).id());
            TestHooks.open(gate);
            api.await(held);
            listener.ping().join();
        }
        System.gc();
    }

    @Test
    void scrapesTheService() {
        await().atMost(PATIENCE).untilAsserted(() -> {
            var target = prometheus().get("targets").at("/activeTargets/0");
            assertThat(target.path("health").asString()).as(target.toString()).isEqualTo("up");
        });
        assertThat(prometheus().query("up")).containsExactly(1.0);
    }

    @Test
    void hasRulesThatAnswer() {
        await().atMost(PATIENCE).untilAsserted(() -> {
            var rules = prometheus().get("rules").at("/groups/0/rules").values();
            assertThat(rules).hasSameSizeAs(Alerts.load().names()).allSatisfy(it -> {
                assertThat(it.path("health").asString()).as(it.toString()).isEqualTo("ok");
                assertThat(it.path("state").asString()).as(it.toString()).isNotEqualTo("firing");
            });
        });
    }

    @Test
    void showsSomethingInEachPanel() {
        var empty = new TreeSet<>(Dashboard.load().queries(Prometheus.INTERVAL));
        assertThat(empty).hasSizeGreaterThan(30);

        await().atMost(PATIENCE).untilAsserted(() -> {
            work();
            empty.removeIf(it -> !prometheus().query(it).isEmpty());
            assertThat(empty).isEmpty();
        });
    }

    @Test
    void answersWhatTheRunbookAsks() {
        var queries = Runbook.load()
                .blocks("promql")
                .flatMap(it -> it.strip().lines())
                .toList();

        assertThat(queries).hasSizeGreaterThan(8).allSatisfy(prometheus()::query);
    }

    @Test
    void likesEveryMetric() throws IOException {
        work();
        var scrape = Files.writeString(
                folder.resolve("scrape.txt"),
                api.get("/actuator/prometheus").hasStatus(200).text());

        try (var check = Command.start(folder, Map.of(), scrape, "promtool", "check", "metrics")) {
            assertThat(check.awaitEnd())
                    .satisfies(it -> assertThat(it.output() + it.error()).isEmpty());
        }
    }

    /** Prometheus asks for OpenMetrics, which alone has room for exemplars. */
    @Test
    void hasOpenMetricsForThoseWhoAskForIt() {
        for (var path : List.of("/actuator/prometheus", "/1.0/metrics")) {
            var request = api.request(path)
                    .header("Accept", "application/openmetrics-text;version=1.0.0")
                    .build();
            var answer = api.send(request).hasStatus(200);

            assertThat(answer.header("Content-Type")).startsWith("application/openmetrics-text");
            assertThat(answer.text())
                    .endsWith("# EOF\n")
                    .contains(
                            "# TYPE operations_duration_seconds histogram\n",
                            "tls_certificate_expiry_timestamp_seconds ");
        }
    }
}
