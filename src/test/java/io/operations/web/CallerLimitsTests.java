package io.operations.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.github.bucket4j.TimeMeter;
import io.operations.operation.Budget;
import io.operations.operation.OperationException;
import io.operations.requestor.Access;
import io.operations.requestor.Caller;
import io.operations.requestor.Requestor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CallerLimitsTests {

    private static final int LISTENERS = 5;
    private static final int WAITERS = 3;
    private static final int STRANGERS = 12;
    private static final Caller ALICE = named("alice", "tls");

    private static final int ROOM = 10;

    private final Budget memory =
            new Budget("Waits and event streams", "caller", ROOM * CallerLimits.EACH, ROOM / 2 * CallerLimits.EACH);
    private final AtomicLong nanos = new AtomicLong();
    private final CallerLimits limits = new CallerLimits(
            new CallerLimitSettings(Duration.ofSeconds(30), LISTENERS, WAITERS, 10, 100, STRANGERS),
            memory,
            new TimeMeter() {
                @Override
                public long currentTimeNanos() {
                    return nanos.get();
                }

                @Override
                public boolean isWallClockBased() {
                    return false;
                }
            });

    private static Caller named(String name, String protocol) {
        return new Caller(new Requestor(name, protocol, "127.0.0.1:1"), true, Access.ALL, Instant.MAX);
    }

    private void passes(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private Duration refusal(Caller caller, int operations) {
        try {
            limits.scheduling(caller, operations);
        } catch (OperationException.TooMany e) {
            assertThat(e.code()).isEqualTo(429);
            return e.retryAfter();
        }
        throw new AssertionError("Not refused");
    }

    @Test
    void saysWhenThereIsRoomAgain() {
        limits.scheduling(ALICE, 100);

        assertThat(refusal(ALICE, 1)).isEqualTo(Duration.ofMillis(100));
        assertThat(refusal(ALICE, 25)).isEqualTo(Duration.ofMillis(2500));
        passes(Duration.ofMillis(2400));
        assertThat(refusal(ALICE, 25)).isEqualTo(Duration.ofMillis(100));
        passes(Duration.ofMillis(100));
        limits.scheduling(ALICE, 25);
    }

    @Test
    void keepsNoMoreThanTheBurst() {
        passes(Duration.ofDays(1));
        limits.scheduling(ALICE, 100);

        assertThat(refusal(ALICE, 1)).isPositive();
    }

    @Test
    void takesNothingForWhatItRefuses() {
        limits.scheduling(ALICE, 60);
        refusal(ALICE, 41);

        limits.scheduling(ALICE, 40);
    }

    @Test
    void takesTheWholeBurstForWhatIsLarger() {
        limits.scheduling(ALICE, 1000);

        assertThat(refusal(ALICE, 1000)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void tellsCallersApart() {
        limits.scheduling(ALICE, 100);

        for (var other : List.of(named("alice", "bearer"), named("bob", "tls"), Caller.untrusted("127.0.0.1:1"))) {
            limits.scheduling(other, 100);
            assertThat(refusal(other, 1)).isPositive();
        }
    }

    /** Row J: whoever has one IPv6 address has all of its network. */
    @Test
    void takesOneHostForOneCallerWhateverItsPort() {
        limits.scheduling(Caller.untrusted("10.0.0.1:1000"), 100);
        limits.scheduling(Caller.untrusted("[2001:db8::1]:1000"), 100);

        assertThat(refusal(Caller.untrusted("10.0.0.1:2000"), 1)).isPositive();
        assertThat(refusal(Caller.untrusted("[2001:db8::2]:2000"), 1)).isPositive();
        assertThatNoException().isThrownBy(() -> limits.scheduling(Caller.untrusted("10.0.0.2:1000"), 100));
        assertThatNoException().isThrownBy(() -> limits.scheduling(Caller.untrusted("[2001:db8:0:1::1]:1000"), 100));
    }

    /** Row J: a rate for strangers. */
    @Test
    void letsAHostOfStrangersSendTenSecondsWorthAtOnce() {
        var stranger = Caller.untrusted("10.0.0.1:1000");
        IntStream.range(0, 10 * STRANGERS).forEach(_ -> limits.stranger(stranger));

        assertThatExceptionOfType(OperationException.TooMany.class).isThrownBy(() -> limits.stranger(stranger));
        assertThatNoException().isThrownBy(() -> limits.stranger(Caller.untrusted("10.0.0.2:1000")));
        assertThatNoException().isThrownBy(() -> IntStream.range(0, 1000).forEach(_ -> limits.stranger(ALICE)));
    }

    @Test
    void givesTheLastPlaceToOne() throws Exception {
        for (var round = 0; round < 200; round++) {
            var held = IntStream.range(1, LISTENERS)
                    .mapToObj(_ -> limits.listening(ALICE))
                    .toList();
            var go = new CountDownLatch(1);
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var racing = IntStream.range(0, 20)
                        .mapToObj(_ -> threads.submit(() -> {
                            go.await();
                            return limits.listening(ALICE);
                        }))
                        .toList();
                go.countDown();
                threads.shutdown();
                var won = racing.stream()
                        .filter(it -> {
                            try {
                                return it.get() != null;
                            } catch (Exception refused) {
                                return false;
                            }
                        })
                        .toList();
                assertThat(won).hasSize(1);
                assertThat(limits.listeners()).isEqualTo(LISTENERS);
                won.getFirst().get().close();
            }
            held.forEach(Places.Place::close);
            assertThat(limits.listeners()).isZero();
        }
    }

    @Test
    void freesAPlaceOnce() {
        var first = limits.listening(ALICE);
        var second = limits.listening(ALICE);

        first.close();
        first.close();

        assertThat(limits.listeners()).isEqualTo(1);
        second.close();
        assertThat(limits.listeners()).isZero();
    }

    @Test
    void countsAWaiterUntilItsWaitHasEndedHoweverItEnds() {
        var ended = new CompletableFuture<String>();
        var failed = new CompletableFuture<String>();
        var cancelled = new CompletableFuture<String>();
        List.of(ended, failed, cancelled).forEach(it -> limits.waiting(ALICE, () -> it));
        assertThat(limits.waiters()).isEqualTo(WAITERS);
        assertThatExceptionOfType(OperationException.TooMany.class)
                .isThrownBy(() -> limits.waiting(ALICE, CompletableFuture::new));

        ended.complete("");
        failed.completeExceptionally(new IllegalStateException());
        cancelled.cancel(true);

        assertThat(limits.waiters()).isZero();
    }

    /** Row L: all callers together, of whom each waits for less than one may. */
    @Test
    void boundsTheMemoryOfAllThatWait() {
        List.of("bob", "carol", "dave")
                .forEach(it -> IntStream.range(0, WAITERS)
                        .forEach(_ -> limits.waiting(named(it, "tls"), CompletableFuture::new)));
        var last = limits.listening(ALICE);

        assertThatExceptionOfType(OperationException.Unavailable.class).isThrownBy(() -> limits.listening(ALICE));
        assertThatExceptionOfType(OperationException.Unavailable.class)
                .isThrownBy(() -> limits.waiting(ALICE, CompletableFuture::new));
        assertThat(limits.waiters()).isEqualTo(3 * WAITERS);
        assertThat(limits.listeners()).isEqualTo(1);
        last.close();
        assertThat(memory.taken()).isEqualTo(3 * WAITERS * CallerLimits.EACH);
        limits.listening(ALICE).close();
    }

    @Test
    void countsNoWaitThatIsRefused() {
        assertThatExceptionOfType(OperationException.NotFound.class)
                .isThrownBy(() -> limits.waiting(ALICE, () -> {
                    throw new OperationException.NotFound("");
                }));

        assertThat(limits.waiters()).isZero();
    }
}
