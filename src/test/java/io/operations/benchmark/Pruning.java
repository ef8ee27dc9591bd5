package io.operations.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.TestClock;
import io.operations.operation.OperationClass;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/** The deletion of a day of history while producers go on, and somebody waits for the end of one operation after the other. */
record Pruning(Stage stage, DirectLoad direct, History history, Report report, int producers) {

    private static final Duration RETENTION = Duration.ofHours(24);
    private static final Duration LEAST = Duration.ofSeconds(3);

    /**
     * @param schedule milliseconds until an operation was accepted
     * @param end      until somebody who waited for it knew that it was final
     */
    private record Calls(Samples schedule, Samples end) {

        int number() {
            return schedule.sorted().length + end.sorted().length;
        }
    }

    /** Sets the clock so that all that has ended before is expired, and nothing since. */
    void measure(TestClock clock, Instant expired) throws Exception {
        var rows = history.endedBefore(expired);
        clock.advance(Duration.between(clock.instant(), expired.plus(RETENTION).plusSeconds(60)));
        var without = load(() -> {});
        var succeeded = history.endedFrom(expired);
        var nanos = new long[1];
        var during = load(() -> nanos[0] = prune());
        assertThat(history.endedBefore(expired)).isZero();
        assertThat(history.endedFrom(expired) - succeeded).isEqualTo(during.number() + 1);
        report.row(
                String.format(Locale.ROOT, "pruning of %,d rows under load", rows),
                "ms",
                Report.number(nanos[0] / 1e6),
                "",
                "target 2,000");
        tell("to schedule", without.schedule(), during.schedule());
        tell("until somebody knows of the end", without.end(), during.end());
    }

    /** Does something while as many are scheduled as can be. */
    private Calls load(Runnable work) throws Exception {
        var begun = new CountDownLatch(1);
        var done = CompletableFuture.runAsync(() -> after(begun, work));
        var least = System.nanoTime() + LEAST.toNanos();
        BooleanSupplier goesOn = () -> !done.isDone() || System.nanoTime() < least;
        Callable<?> schedule = () -> {
            direct.scheduling(OperationClass.DURABLE).call();
            begun.countDown();
            return null;
        };
        try (var executor = Executors.newSingleThreadExecutor()) {
            var ends = executor.submit(() -> asFastAsItGoes(1, direct.awaiting(), goesOn));
            var scheduled = asFastAsItGoes(producers, schedule, goesOn);
            done.get();
            var calls = new Calls(scheduled, ends.get());
            stage.awaitIdle();
            return calls;
        }
    }

    private static void after(CountDownLatch begun, Runnable work) {
        try {
            begun.await();
            work.run();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Samples asFastAsItGoes(int threads, Callable<?> work, BooleanSupplier goesOn) throws Exception {
        return Samples.ofMillis(new Paced(threads, Double.POSITIVE_INFINITY, work).repeatWhile(goesOn));
    }

    /** Nanoseconds. */
    private long prune() {
        var begin = System.nanoTime();
        var pruning = stage.service().pruneExpiredOperations();
        var ended = stage.service().await(pruning.id()).join();
        var nanos = System.nanoTime() - begin;
        assertThat(ended.err()).isEmpty();
        return nanos;
    }

    private void tell(String what, Samples without, Samples during) {
        report.row(
                "pruning: longest time " + what,
                "ms",
                Report.number(during.greatest()),
                "p99 " + Report.number(during.percentile(99)),
                "without: " + Report.number(without.greatest()) + ", p99 " + Report.number(without.percentile(99)));
    }
}
