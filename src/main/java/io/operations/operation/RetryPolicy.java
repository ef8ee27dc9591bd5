package io.operations.operation;

import java.time.Duration;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * When a durable operation that failed is started again. Restarts after the loss of a member are not failures.
 *
 * @param attempts   how many attempts may fail, the last one included; 1 for no retry
 * @param firstDelay before the second attempt; doubled before each further one
 * @param maxDelay   the longest delay
 * @param finalCodes error codes that no retry can mend, besides those of 400 to 499 that are never worth one
 */
public record RetryPolicy(int attempts, Duration firstDelay, Duration maxDelay, Set<Integer> finalCodes) {

    /** What fails has failed. */
    public static final RetryPolicy NEVER = new RetryPolicy(1, Duration.ZERO, Duration.ZERO, Set.of());

    /** Request timeout, too early, too many requests: of the codes below 500 the ones that pass by themselves. */
    private static final Set<Integer> PASSING = Set.of(408, 425, 429);

    private static final int FIRST_SERVER_ERROR = 500;

    public RetryPolicy {
        if (attempts < 1 || firstDelay.isNegative() || maxDelay.compareTo(firstDelay) < 0) {
            throw new IllegalArgumentException(
                    "A retry policy needs an attempt, and a longest delay not below the first");
        }
        finalCodes = Set.copyOf(finalCodes);
    }

    /** A policy that retries all server errors, and of the others those that pass by themselves. */
    public static RetryPolicy of(int attempts, Duration firstDelay, Duration maxDelay) {
        return new RetryPolicy(attempts, firstDelay, maxDelay, Set.of());
    }

    /** The same, with more codes that are final. */
    public RetryPolicy finalOn(Integer... codes) {
        return new RetryPolicy(attempts, firstDelay, maxDelay, Set.of(codes));
    }

    /** Whether another attempt follows when so many have failed, the last one with this code. */
    boolean allowsAfter(int failures, int code) {
        return failures < attempts
                && !finalCodes.contains(code)
                && (code >= FIRST_SERVER_ERROR || PASSING.contains(code));
    }

    /** From half to all of the doubled delay, at random, so that what failed together is not retried together. */
    Duration delay(int failures, RandomGenerator random) {
        var doubled = firstDelay.toNanos() * Math.pow(2, failures - 1d);
        var longest = Math.min(doubled, maxDelay.toNanos());
        return Duration.ofNanos((long) (longest * (0.5 + random.nextDouble() / 2)));
    }
}
