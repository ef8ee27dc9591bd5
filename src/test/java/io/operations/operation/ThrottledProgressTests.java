package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.StoppedClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which samples of a handler are passed on. */
class ThrottledProgressTests {

    private final StoppedClock clock = new StoppedClock();
    private final List<Progress> reports = new ArrayList<>();
    private final ThrottledProgress handler = new ThrottledProgress(reports::add, Progress.percent("copy", 0), clock);

    private List<Integer> percents() {
        return reports.stream().map(Progress::percent).toList();
    }

    @Test
    void passesOnEachPercentageOnce() {
        IntStream.rangeClosed(0, 300).forEach(it -> handler.report(it / 3, it, 7));

        assertThat(percents()).isEqualTo(IntStream.rangeClosed(0, 100).boxed().toList());
        assertThat(reports.getLast()).isEqualTo(new Progress("copy", 100, 300, 7));
    }

    @Test
    void neverGoesBack() {
        List.of(5, 4, 5, 6, 1).forEach(it -> handler.report(it, 0, 0));

        assertThat(percents()).containsExactly(5, 6);
    }

    @Test
    void saysAHundredOnceHoweverMuchMoreIsReported() {
        List.of(99, 979_531_264, 100, 101, Integer.MAX_VALUE, 0).forEach(it -> handler.report(it, 0, 0));
        clock.advance(Duration.ofHours(1));
        handler.report(0, 1, 0);

        assertThat(percents()).containsExactly(99, 100);
    }

    @Test
    void passesOnWhatKnowsNoPercentageOnceASecond() {
        handler.report(0, 1, 0);
        handler.report(-1, 2, 0);
        clock.advance(Duration.ofNanos(999_999_000));
        handler.report(0, 3, 0);
        clock.advance(Duration.ofNanos(1_000));
        handler.report(Integer.MIN_VALUE, 4, 5);

        assertThat(reports)
                .containsExactly(new Progress("copy", 0, 1, 0), new Progress("copy", Integer.MIN_VALUE, 4, 5));
    }

    @Test
    void keepsTheOrderOfWhatManyThreadsReport() throws Exception {
        Crowd.atOnce(8, number -> {
            IntStream.rangeClosed(1, 100).forEach(it -> handler.report(it, 0, 0));
            return number;
        });

        assertThat(percents()).isSorted().doesNotHaveDuplicates().endsWith(100);
    }
}
