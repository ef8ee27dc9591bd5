package io.operations.observe;

import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.client.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** Debian's Prometheus in a process of its own, with our rules. It scrapes one member, several times a second. */
final class Prometheus implements AutoCloseable {

    /** So much of what it has scraped is enough for a rate. */
    static final String INTERVAL = "5s";

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Pattern LISTENING = Pattern.compile("msg=\"Listening on\" address=127\\.0\\.0\\.1:(\\d+)");

    private static final String CONFIGURATION = """
            global:
              scrape_interval: 500ms
              scrape_timeout: 500ms
              evaluation_interval: 1s
            rule_files: ['%s']
            scrape_configs:
              - job_name: operation-service
                metrics_path: /actuator/prometheus
                static_configs: [{targets: ['127.0.0.1:%d']}]
            """;

    private final Command process;
    private final Api api;

    private Prometheus(Command process) {
        this.process = process;
        this.api = Api.ofOthers(port());
    }

    static Prometheus scraping(Path folder, int port) {
        try {
            var configuration = folder.resolve("prometheus.yml");
            Files.writeString(configuration, CONFIGURATION.formatted(Alerts.FILE.toAbsolutePath(), port));
            return new Prometheus(Command.start(
                    folder,
                    Map.of(),
                    "prometheus",
                    "--config.file=" + configuration,
                    "--storage.tsdb.path=" + folder.resolve("data"),
                    "--web.listen-address=127.0.0.1:0"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int port() {
        await().atMost(LIMIT).until(() -> LISTENING.matcher(process.error()).find() || !process.isAlive());
        return Integer.parseInt(LISTENING
                .matcher(process.error())
                .results()
                .findFirst()
                .orElseThrow(() -> new AssertionError(process.error()))
                .group(1));
    }

    /** What it answers under {@code data}. */
    JsonNode get(String path) {
        return api.get("/api/v1/" + path).hasStatus(200).body().path("data");
    }

    /** The values that a query has now; those that are not a number are none. */
    List<Double> query(String expression) {
        var result = get("query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
                .path("result");
        return StreamSupport.stream(result.spliterator(), false)
                .map(it -> it.path("value").path(1).asString())
                .filter(it -> !it.equals("NaN"))
                .map(it -> Double.valueOf(it.replace("Inf", "Infinity")))
                .toList();
    }

    @Override
    public void close() {
        process.close();
    }
}
