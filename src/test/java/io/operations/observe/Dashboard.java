package io.operations.observe;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The Grafana dashboard: rows, and what their panels ask Prometheus for. */
record Dashboard(JsonNode json) {

    private static final Path FILE = Path.of("helm/operation-service/files/dashboard.json");

    static Dashboard load() {
        return new Dashboard(JsonMapper.shared().readTree(FILE.toFile()));
    }

    private List<JsonNode> all() {
        return list(json.path("panels"));
    }

    private static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    List<String> rows() {
        return all().stream()
                .filter(Dashboard::isRow)
                .map(it -> it.path("title").asString())
                .toList();
    }

    private static boolean isRow(JsonNode panel) {
        return panel.path("type").asString().equals("row");
    }

    List<JsonNode> panels() {
        return all().stream().filter(it -> !isRow(it)).toList();
    }

    List<JsonNode> variables() {
        return list(json.path("templating").path("list"));
    }

    static List<JsonNode> targets(JsonNode panel) {
        return list(panel.path("targets"));
    }

    /** As Grafana sends them while everything is selected, with this interval for rates. */
    List<String> queries(String interval) {
        return panels().stream()
                .flatMap(it -> targets(it).stream())
                .map(it -> it.path("expr").asString())
                .map(it -> it.replace("$__rate_interval", interval)
                        .replace("$__range", interval)
                        .replaceAll("\\$(namespace|job|instance)", ".*"))
                .toList();
    }
}
