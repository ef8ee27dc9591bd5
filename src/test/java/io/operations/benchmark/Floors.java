package io.operations.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import javax.sql.DataSource;

/** What the same PostgreSQL does for plain JDBC on the service's own pool, measured in the same run. */
record Floors(Samples inserts, Samples byHundred) {

    private static final int INSERTS = 24_000;
    private static final int OPERATIONS = 200_000;
    private static final int SAMPLES = 500;

    static Floors measure(DataSource dataSource, Report report, int producers, int runs) throws Exception {
        try (var commits = new CommitFloor(dataSource)) {
            var inserts = repeated(runs, () -> commits.insertsPerSecond(producers, INSERTS));
            var byHundred = repeated(runs, () -> commits.operationsByHundred(producers, OPERATIONS));
            var note = "the service's own pool";
            report.runs("floor: one INSERT a commit, " + producers + " threads", "rows/s", inserts, note);
            report.runs(
                    "floor: insert, start, finish by 100 in three commits, " + producers + " threads",
                    "operations/s",
                    byHundred,
                    "a table of six columns");
            report.times("floor: one INSERT a commit, alone", commits.insertTimes(SAMPLES));
            return new Floors(inserts, byHundred);
        }
    }

    private static Samples repeated(int runs, Callable<Double> run) throws Exception {
        run.call();
        List<Double> all = new ArrayList<>();
        for (var i = 0; i < runs; i++) all.add(run.call());
        return Samples.of(all);
    }
}
