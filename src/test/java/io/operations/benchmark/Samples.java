package io.operations.benchmark;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** Measured values in ascending order; never empty. */
record Samples(double[] sorted) {

    static Samples of(double... values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        return new Samples(sorted);
    }

    static Samples of(List<Double> values) {
        return of(values.stream().mapToDouble(it -> it).toArray());
    }

    static <T> Samples of(List<T> runs, ToDoubleFunction<T> value) {
        return of(runs.stream().mapToDouble(value).toArray());
    }

    static Samples ofMillis(long[] nanos) {
        return of(Arrays.stream(nanos).mapToDouble(it -> it / 1e6).toArray());
    }

    /** These and others. */
    Samples and(Samples others) {
        return of(DoubleStream.concat(Arrays.stream(sorted), Arrays.stream(others.sorted))
                .toArray());
    }

    /** How often a second, where these are milliseconds. */
    Samples perSecond() {
        return of(Arrays.stream(sorted).map(it -> 1e3 / it).toArray());
    }

    double median() {
        return percentile(50);
    }

    /** The least value that so many per cent do not exceed. */
    double percentile(double percent) {
        var rank = (int) Math.ceil(percent / 100 * sorted.length);
        return sorted[Math.max(rank - 1, 0)];
    }

    double least() {
        return sorted[0];
    }

    double greatest() {
        return sorted[sorted.length - 1];
    }
}
