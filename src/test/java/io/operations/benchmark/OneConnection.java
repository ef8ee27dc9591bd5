package io.operations.benchmark;

import java.util.ArrayList;
import java.util.List;

/**
 * What one client pays who schedules over one connection that stays, one operation after the other, beside the least that it
 * could be: a commit of its own and an HTTP round trip that does nothing.
 */
record OneConnection(Stage stage, Report report, ClientProcess client, CommitFloor commits, int runs) {

    private static final int CALLS = 500;
    private static final int WARM_UPS = 20;

    /** Medians of one run, in milliseconds. */
    private record Times(double commit, double read, double schedule) {

        double ratio() {
            return schedule / (commit + read);
        }
    }

    void measure() throws Exception {
        stage.database().checkpoint();
        // Until the service's code for it is compiled.
        for (var i = 0; i < WARM_UPS; i++) once();
        List<Times> measured = new ArrayList<>();
        for (var i = 0; i < runs; i++) measured.add(once());
        var name = "HTTP, one connection: ";
        report.runs(name + "GET /, one call", "ms, p50", Samples.of(measured, Times::read), "as the client sees it");
        report.runs(name + "POST, one call", "ms, p50", Samples.of(measured, Times::schedule), "as the client sees it");
        report.runs(
                name + "POST beside one commit alone and GET /",
                "×",
                Samples.of(measured, Times::ratio),
                "the commit takes "
                        + Report.number(Samples.of(measured, Times::commit).median()) + " ms, p50");
    }

    private Times once() throws Exception {
        var commit = commits.insertTimes(CALLS).median();
        var read = HttpRun.measure(stage, client, "read", CALLS, 0).p50();
        return new Times(
                commit, read, HttpRun.measure(stage, client, "schedule", CALLS).p50());
    }
}
