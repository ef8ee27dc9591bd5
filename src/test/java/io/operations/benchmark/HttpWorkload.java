package io.operations.benchmark;

import java.util.ArrayList;

/** Operations that clients in a process of their own schedule over connections that stay. */
record HttpWorkload(Stage stage, Report report, ClientProcess client, int connections, int runs) {

    private static final int OPERATIONS = 16_000;

    /** What the clients are to do, in their words and in the report's. */
    void measure(String command, String words) throws Exception {
        stage.database().checkpoint();
        HttpRun.measure(stage, client, command, OPERATIONS);
        var measured = new ArrayList<HttpRun>();
        for (var i = 0; i < runs; i++) measured.add(HttpRun.measure(stage, client, command, OPERATIONS));
        var name = "HTTP, " + connections + " connections: " + words;
        var cores = Report.number(Samples.of(measured, HttpRun::clientCores).median());
        report.rates(
                name,
                Samples.of(measured, it -> it.run().operationsPerSecond()),
                "clients are a process that takes " + cores + " cores");
        report.runs(
                name + ", CPU",
                "µs/operation",
                Samples.of(measured, it -> it.run().cpuMicrosPerOperation()),
                "service, without PostgreSQL and clients");
        report.runs(name + ", one call", "ms, p50", Samples.of(measured, HttpRun::p50), "as the client sees it");
        report.runs(name + ", one call", "ms, p99", Samples.of(measured, HttpRun::p99), "");
    }
}
