package io.operations.event;

import static io.operations.event.HubFixture.LONG;
import static io.operations.event.HubFixture.event;
import static io.operations.event.HubFixture.metadata;
import static io.operations.event.HubFixture.numbered;
import static io.operations.event.HubFixture.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.operations.event.Subscription.Ended;
import io.operations.event.Subscription.Reason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class SubscriptionTests {

    private static final Duration AT_ONCE = Duration.ZERO;

    @Test
    void givesNothingWhenNothingCameInTime() throws InterruptedException {
        try (var fixture = new HubFixture();
                var subscription = fixture.subscribe()) {
            assertThat(subscription.next(AT_ONCE)).isNull();
            assertThat(subscription.next(Duration.ofMillis(1))).isNull();
            assertThat(subscription.next(Duration.ofSeconds(-1))).isNull();
        }
    }

    @Test
    void wakesWhoWaitsWithoutEnd() throws Exception {
        try (var fixture = new HubFixture();
                var subscription = fixture.subscribe();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var taken = threads.submit(() -> subscription.next(Duration.ofSeconds(Long.MAX_VALUE)));

            fixture.hub.publish(event("hello"));

            assertThat(taken.get()).contains("hello");
        }
    }

    @Test
    void wakesWhoWaitsWhenClosed() {
        try (var fixture = new HubFixture();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var subscription = fixture.subscribe();
            var taken = threads.submit(() -> subscription.next(LONG));

            subscription.close();

            assertThat(taken)
                    .failsWithin(LONG)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(Ended.class);
        }
    }

    @Test
    void isOverForGoodOnceClosed() {
        try (var fixture = new HubFixture()) {
            var subscription = fixture.subscribe();
            subscription.close();
            subscription.close();

            fixture.hub.publish(event("late"));

            assertEnded(subscription, Reason.CLOSED);
            assertThat(fixture.gauge(EventMetrics.LISTENERS)).isZero();
        }
    }

    @Test
    void keepsAsManyAsTheBacklogHolds() throws InterruptedException {
        try (var fixture = HubFixture.withBacklog(100)) {
            var subscription = fixture.subscribe();

            publish(fixture, 100);

            assertThat(take(subscription, 100)).hasSize(100);
        }
    }

    @Test
    void endsWhenOneMoreThanTheBacklogHoldsComes() {
        try (var fixture = HubFixture.withBacklog(100)) {
            var subscription = fixture.subscribe();

            publish(fixture, 101);

            awaitDropped(fixture, 1);
            assertEnded(subscription, Reason.TOO_SLOW);
            subscription.close();
            assertEnded(subscription, Reason.TOO_SLOW);
        }
    }

    @Test
    void endsWhenTheBacklogGrowsTooLarge() {
        try (var fixture =
                new HubFixture(new EventSettings(1000, DataSize.ofKilobytes(10), 1000, DataSize.ofMegabytes(1)))) {
            var subscription = fixture.subscribe();

            for (var i = 0; i < 10; i++) fixture.hub.publish(event("x".repeat(1024)));

            awaitDropped(fixture, 1);
            assertEnded(subscription, Reason.TOO_SLOW);
        }
    }

    @Test
    void takesAnEventOfAnySizeWhenNoneWaits() throws InterruptedException {
        try (var fixture =
                new HubFixture(new EventSettings(1000, DataSize.ofKilobytes(10), 1000, DataSize.ofMegabytes(1)))) {
            var subscription = fixture.subscribe();

            for (var i = 0; i < 5; i++) {
                fixture.hub.publish(event("x".repeat(100_000)));

                assertThat(take(subscription, 1)).first().asString().hasSizeGreaterThan(100_000);
            }
        }
    }

    @Test
    void dropsTheSlowAndServesTheOthersInOrder() throws InterruptedException {
        try (var fixture = HubFixture.withBacklog(500);
                var slow = fixture.subscribe();
                var one = fixture.subscribe();
                var other = fixture.subscribe()) {
            for (var batch = 0; batch < 200; batch++) {
                publish(fixture, 100);

                assertNumbered(take(one, 100));
                assertNumbered(take(other, 100));
            }

            assertEnded(slow, Reason.TOO_SLOW);
            assertThat(fixture.count(EventMetrics.DROPPED, "reason", "too_slow"))
                    .isEqualTo(1);
        }
    }

    private static void assertNumbered(List<String> frames) {
        for (var i = 0; i < frames.size(); i++)
            assertThat(metadata(frames.get(i)).required("number").intValue()).isEqualTo(i);
    }

    private static void publish(HubFixture fixture, int count) {
        for (var i = 0; i < count; i++) fixture.hub.publish(numbered(0, i));
    }

    private static void awaitDropped(HubFixture fixture, int count) {
        await().until(() -> fixture.count(EventMetrics.DROPPED, "reason", "too_slow") == count);
    }

    private static void assertEnded(Subscription subscription, Reason reason) {
        assertThatExceptionOfType(Ended.class)
                .isThrownBy(() -> subscription.next(AT_ONCE))
                .extracting(Ended::reason)
                .isEqualTo(reason);
    }
}
