package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.operations.StoppedClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a tracker reports, and what (contract §1.11). */
class ProgressTrackerTests {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration TICK = Duration.ofNanos(1_000);

    private final StoppedClock clock = new StoppedClock();
    private final List<Progress> reports = new ArrayList<>();

    private ProgressTracker tracker(long length) {
        return new ProgressTracker(reports::add, Progress.percent("copy", 0), length, clock);
    }

    private List<Long> amounts() {
        return reports.stream().map(Progress::processed).toList();
    }

    private List<Integer> percents() {
        return reports.stream().map(Progress::percent).toList();
    }

    @Test
    void reportsWhenNineTenthsOfAPointAreDone() {
        var tracker = tracker(10_000);

        tracker.add(89);
        assertThat(reports).isEmpty();
        tracker.add(1);
        assertThat(amounts()).containsExactly(90L);
        tracker.add(89);
        assertThat(amounts()).containsExactly(90L);
        tracker.add(1);
        assertThat(amounts()).containsExactly(90L, 180L);
    }

    @Test
    void countsFromTheLastReportAndNotFromAGrid() {
        var tracker = tracker(10_000);

        List.of(150L, 239L, 240L, 4_000L, 4_089L, 4_090L).forEach(tracker::set);

        assertThat(amounts()).containsExactly(150L, 240L, 4_000L, 4_090L);
    }

    @Test
    void reportsEveryStepOfAKnownLengthWhateverItsRounding() {
        for (var length = 1; length <= 3_000; length++) {
            reports.clear();
            var tracker = tracker(length);
            IntStream.range(0, length).forEach(_ -> tracker.add(1));

            assertThat(amounts()).as("%d bytes", length).isEqualTo(expectedAmounts(length));
            assertThat(percents()).as("%d bytes", length).isSorted().containsOnlyOnce(100);
            assertThat(percents()).as("%d bytes", length).allMatch(it -> it >= 1);
        }
    }

    /** Of so many bytes one by one: 0.9 % more than at the last report, and the last byte. */
    private static List<Long> expectedAmounts(int length) {
        var amounts = new ArrayList<Long>();
        long last = 0;
        for (long amount = 1; amount <= length; amount++) {
            if ((amount - last) * 1_000 >= length * 9L || amount == length) {
                amounts.add(amount);
                last = amount;
            }
        }
        return amounts;
    }

    @Test
    void reportsAKnownLengthWhateverTheTime() {
        var tracker = tracker(10_000);

        tracker.add(10);
        clock.advance(Duration.ofHours(1));
        tracker.add(10);

        assertThat(reports).isEmpty();
    }

    @Test
    void saysAHundredExactlyOnceHoweverLittleIsMissing() {
        var tracker = tracker(1_000_000);

        tracker.set(999_999);
        tracker.set(1_000_000);
        tracker.set(1_000_000);
        tracker.add(500_000);
        clock.advance(SECOND);
        tracker.add(Long.MAX_VALUE);

        assertThat(percents()).containsExactly(99, 100);
        assertThat(amounts()).containsExactly(999_999L, 1_000_000L);
    }

    @Test
    void capsWhatAWrongLengthWouldMakeMoreThanAll() {
        tracker(100).add(979_531_264);

        assertThat(reports).containsExactly(new Progress("copy", 100, 979_531_264, 0));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void reportsAnUnknownLengthOnceASecond(long unknown) {
        var tracker = tracker(unknown);

        tracker.add(1_000);
        clock.advance(SECOND.minus(TICK));
        tracker.add(1_000);
        assertThat(reports).isEmpty();
        clock.advance(TICK);
        tracker.add(1_000);
        tracker.add(1_000);
        clock.advance(SECOND.minus(TICK));
        tracker.add(1_000);
        clock.advance(TICK);
        tracker.add(1_000);

        assertThat(reports)
                .containsExactly(new Progress("copy", 0, 3_000, 3_000), new Progress("copy", 0, 6_000, 3_000));
    }

    @Test
    void waitsASecondFromTheLastReportAndNotFromTheOneThatWasDue() {
        var tracker = tracker(0);

        clock.advance(Duration.ofMillis(1_900));
        tracker.add(1);
        clock.advance(Duration.ofMillis(900));
        tracker.add(1);
        clock.advance(Duration.ofMillis(100));
        tracker.add(1);

        assertThat(amounts()).containsExactly(1L, 3L);
    }

    @Test
    void saysBytesASecondSinceTheStart() {
        var tracker = tracker(1_000);

        clock.advance(Duration.ofSeconds(4));
        tracker.add(100);
        clock.advance(Duration.ofSeconds(4));
        tracker.add(500);

        assertThat(reports).extracting(Progress::speed).containsExactly(25L, 75L);
    }

    @Test
    void knowsNoSpeedBeforeTimeHasPassed() {
        var tracker = tracker(1_000);

        tracker.add(100);
        clock.advance(TICK);
        tracker.add(100);

        assertThat(reports).extracting(Progress::speed).containsExactly(0L, 200_000_000L);
    }

    @Test
    void takesTheGreatestLengthsThereAre() {
        var tracker = tracker(Long.MAX_VALUE);
        var step = 83_010_348_331_692_983L;

        tracker.add(step - 1);
        assertThat(reports).isEmpty();
        clock.advance(TICK);
        tracker.add(1);
        tracker.set(Long.MAX_VALUE - 1);
        tracker.add(Long.MAX_VALUE);
        tracker.add(Long.MAX_VALUE);

        assertThat(percents()).containsExactly(1, 99, 100);
        assertThat(amounts()).containsExactly(step, Long.MAX_VALUE - 1, Long.MAX_VALUE);
        assertThat(reports).extracting(Progress::speed).containsOnly(Long.MAX_VALUE);
    }

    @Test
    void neverGoesBack() {
        var tracker = tracker(100);

        tracker.set(50);
        tracker.set(10);
        tracker.add(-1);
        tracker.add(Long.MIN_VALUE);
        tracker.add(0);
        tracker.set(-1);
        tracker.add(1);

        assertThat(amounts()).containsExactly(50L, 51L);
    }

    @Test
    void missesNothingOfWhatManyThreadsAdd() throws Exception {
        for (var round = 0; round < 20; round++) {
            reports.clear();
            var tracker = tracker(8 * 10_000);

            Crowd.atOnce(8, number -> {
                IntStream.range(0, 10_000).forEach(_ -> tracker.add(1));
                return number;
            });

            assertThat(amounts()).isSorted().doesNotHaveDuplicates().endsWith(80_000L);
            assertThat(percents()).isSorted().containsOnlyOnce(100);
            assertThat(reports).hasSize(112);
        }
    }

    @Test
    void takesTheFurthestOfWhatManyThreadsSay() throws Exception {
        var tracker = tracker(0);

        Crowd.atOnce(8, number -> {
            tracker.set(number * 1_000L);
            return number;
        });
        clock.advance(SECOND);
        tracker.add(1);

        assertThat(amounts()).containsExactly(7_001L);
    }

    @Test
    void keepsStageAndDescription() {
        var copying = new Progress("copy", 0, 0, 0, "Copying c1");

        new ProgressTracker(reports::add, copying, 10, clock).add(5);

        assertThat(reports).containsExactly(new Progress("copy", 50, 5, 0, "Copying c1"));
    }

    @Test
    void doesNotHideABugOfWhoeverListens() {
        var tracker = new ProgressTracker(
                _ -> {
                    throw new IllegalStateException("a bug");
                },
                Progress.percent("copy", 0),
                10,
                clock);

        assertThatIllegalStateException().isThrownBy(() -> tracker.add(10)).withMessage("a bug");
    }
}
