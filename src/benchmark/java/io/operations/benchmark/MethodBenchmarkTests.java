package io.operations.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Measures single methods that are called for each operation, with JMH in a process of its own, and prints one table. */
@Tag("benchmark")
class MethodBenchmarkTests {

    private static final int ITERATIONS = 3;

    private final Report report = new Report();

    @Test
    void methods() throws RunnerException {
        var options = new OptionsBuilder()
                .include("\\.[A-Za-z]+Benchmarks\\.")
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(1)
                .jvmArgs("-Xms512m", "-Xmx512m")
                .warmupIterations(2)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(ITERATIONS)
                .measurementTime(TimeValue.seconds(1))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();

        var results = new Runner(options).run();

        assertThat(results).isNotEmpty();
        results.forEach(this::tell);
        System.out.println("\n" + report.toMarkdown());
    }

    private void tell(RunResult result) {
        var time = result.getPrimaryResult();
        var bytes = result.getSecondaryResults().get("gc.alloc.rate.norm").getScore();
        var times = Samples.of(
                time.getStatistics().getMin(),
                time.getScore(),
                time.getStatistics().getMax());
        report.runs(
                result.getParams().getBenchmark().replaceAll(".*\\.(\\w+\\.\\w+)$", "$1"),
                "ns",
                times,
                String.format(Locale.ROOT, "%,.0f bytes allocated; %d iterations of one second", bytes, ITERATIONS));
    }
}
