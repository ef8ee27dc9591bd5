package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Which failures are followed by another attempt, and when. */
class RetryPolicyTests {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final RetryPolicy POLICY = RetryPolicy.of(5, FIRST, LONGEST);

    /** The codes below 500 that pass by themselves. */
    private static final Set<Integer> PASSING = Set.of(408, 425, 429);

    @Test
    void retriesWhatMayPassByItself() {
        for (var code = 400; code < 600; code++) {
            assertThat(POLICY.allowsAfter(1, code))
                    .as("code %d", code)
                    .isEqualTo(code >= 500 || PASSING.contains(code));
        }
    }

    @Test
    void neverRetriesCodesThatAreSaidToBeFinal() {
        var policy = POLICY.finalOn(501, 507, 429);

        for (var code = 400; code < 600; code++) {
            assertThat(policy.allowsAfter(1, code))
                    .as("code %d", code)
                    .isEqualTo(POLICY.allowsAfter(1, code)
                            && !Set.of(501, 507, 429).contains(code));
        }
    }

    @Test
    void allowsAsManyAttemptsAsItSays() {
        for (var attempts = 1; attempts <= 10; attempts++) {
            var policy = RetryPolicy.of(attempts, FIRST, LONGEST);
            for (var failures = 1; failures <= 12; failures++) {
                assertThat(policy.allowsAfter(failures, 500)).isEqualTo(failures < attempts);
            }
        }
    }

    @Test
    void neverRetriesUnlessToldTo() {
        assertThat(RetryPolicy.NEVER.allowsAfter(1, 500)).isFalse();
    }

    @Test
    void doublesTheDelayUpToTheLongest() {
        long[] seconds = {1, 2, 4, 8, 16, 32, 60, 60, 60};

        for (var failures = 1; failures <= seconds.length; failures++) {
            var full = Duration.ofSeconds(seconds[failures - 1]);
            assertThat(POLICY.delay(failures, always(0.0))).isEqualTo(full.dividedBy(2));
            assertThat(POLICY.delay(failures, always(Math.nextDown(1.0)))).isBetween(full.minusNanos(1_000), full);
        }
    }

    /** The generator's doubles are from 0 to 1, without 1. */
    private static RandomGenerator always(double value) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                return 0;
            }

            @Override
            public double nextDouble() {
                return value;
            }
        };
    }

    @Test
    void staysWithinBoundsHoweverOftenItFails() {
        var policy = RetryPolicy.of(Integer.MAX_VALUE, FIRST, LONGEST);

        for (var failures :
                new int[] {1, 10, 62, 63, 64, 65, 1_000, 1_023, 1_024, 1_025, 1_000_000, Integer.MAX_VALUE}) {
            assertThat(policy.delay(failures, new Random(failures))).isBetween(FIRST.dividedBy(2), LONGEST);
        }
    }

    /** What failed together is not retried together. */
    @Test
    void spreadsDelaysEvenly() {
        var random = new Random(1);
        var delays = LongStream.range(0, 10_000)
                .map(it -> POLICY.delay(3, random).toMillis())
                .summaryStatistics();

        assertThat(delays.getMin()).isBetween(2_000L, 2_010L);
        assertThat(delays.getMax()).isBetween(3_990L, 4_000L);
        assertThat(delays.getAverage()).isBetween(2_950.0, 3_050.0);
    }

    @Test
    void takesNoDelayForNoDelay() {
        assertThat(RetryPolicy.of(3, Duration.ZERO, Duration.ZERO).delay(2, new Random(1)))
                .isZero();
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatIllegalArgumentException().isThrownBy(() -> RetryPolicy.of(0, FIRST, LONGEST));
        assertThatIllegalArgumentException().isThrownBy(() -> RetryPolicy.of(-1, FIRST, LONGEST));
        assertThatIllegalArgumentException().isThrownBy(() -> RetryPolicy.of(1, FIRST.negated(), LONGEST));
        assertThatIllegalArgumentException().isThrownBy(() -> RetryPolicy.of(1, LONGEST, FIRST));
    }
}
