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
import io.operations.requestor.Caller;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventHubTests {

    private static final int PUBLISHERS = 16;
    private static final int EACH = 400;

    /** Counts how often it is written. */
    record Counting(AtomicInteger written) {
        public int getValue() {
            return written.incrementAndGet();
        }
    }

    /** Holds up whoever writes it. */
    record Blocking(CountDownLatch reached, CountDownLatch release) {
        public String getValue() throws InterruptedException {
            reached.countDown();
            release.await();
            return "released";
        }
    }

    /** Cannot be written. */
    record Broken() {
        @SuppressWarnings("DoNotCallSuggester") // Jackson does
        public String getValue() {
            throw new IllegalStateException("broken on purpose");
        }
    }

    @Test
    void deliversInTheOrderOfEachPublisherAndInOneOrderForAll() throws Exception {
        try (var fixture = new HubFixture();
                var one = fixture.subscribe();
                var other = fixture.subscribe();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, PUBLISHERS).forEach(publisher -> threads.execute(() -> publishAll(fixture, publisher)));

            var heard = take(one, PUBLISHERS * EACH);

            assertThat(take(other, PUBLISHERS * EACH)).isEqualTo(heard);
            for (var publisher = 0; publisher < PUBLISHERS; publisher++)
                assertThat(numbersOf(heard, publisher))
                        .containsExactlyElementsOf(
                                IntStream.range(0, EACH).boxed().toList());
        }
    }

    @Test
    void deliversInTheOrderOfThreadsThatWaitForEachOther() throws Exception {
        try (var fixture = new HubFixture();
                var subscription = fixture.subscribe();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < 2_000; i++) {
                var number = i;
                threads.submit(() -> fixture.hub.publish(numbered(0, number))).get();
            }

            assertThat(numbersOf(take(subscription, 2_000), 0)).isSorted();
        }
    }

    @Test
    void deliversNothingFromBeforeTheSubscription() throws Exception {
        try (var fixture = new HubFixture();
                var early = fixture.subscribe()) {
            var reached = new CountDownLatch(1);
            var release = new CountDownLatch(1);
            fixture.hub.publish(event(new Blocking(reached, release)));
            fixture.hub.publish(event("before"));
            reached.await();

            var late = fixture.subscribe();
            fixture.hub.publish(event("after"));
            release.countDown();

            assertThat(take(late, 1)).first().asString().contains("after");
            assertThat(take(early, 3)).last().asString().contains("after");
        }
    }

    @Test
    void deliversOnlyWhatTheFilterAccepts() throws InterruptedException {
        try (var fixture = new HubFixture();
                var subscription = fixture.hub.subscribe(
                        new EventFilter(EnumSet.of(EventType.LIFECYCLE), "mine", Caller.anonymous("")))) {
            fixture.hub.publish(HubFixture.event(EventType.OPERATION, "mine", "other type"));
            fixture.hub.publish(HubFixture.event(EventType.LIFECYCLE, "yours", "other project"));
            fixture.hub.publish(HubFixture.event(EventType.LIFECYCLE, "", "server"));
            fixture.hub.publish(HubFixture.event(EventType.LIFECYCLE, "mine", "project"));

            var heard = take(subscription, 2);

            assertThat(heard).extracting(frame -> metadata(frame).stringValue()).containsExactly("server", "project");
        }
    }

    @Test
    void writesAnEventOnceForAll() throws InterruptedException {
        try (var fixture = new HubFixture()) {
            var subscriptions =
                    IntStream.range(0, 50).mapToObj(i -> fixture.subscribe()).toList();
            var written = new AtomicInteger();

            fixture.hub.publish(event(new Counting(written)));

            for (var subscription : subscriptions)
                assertThat(take(subscription, 1)).hasSize(1);
            assertThat(written).hasValue(1);
        }
    }

    @Test
    void writesNothingThatNobodyWants() throws InterruptedException {
        try (var fixture = new HubFixture()) {
            var written = new AtomicInteger();
            fixture.hub.publish(event(new Counting(written)));
            var subscription =
                    fixture.hub.subscribe(new EventFilter(EnumSet.of(EventType.LIFECYCLE), null, Caller.anonymous("")));

            fixture.hub.publish(event(new Counting(written)));
            fixture.hub.publish(HubFixture.event(EventType.LIFECYCLE, "", "marker"));

            assertThat(take(subscription, 1)).first().asString().contains("marker");
            assertThat(written).hasValue(0);
        }
    }

    @Test
    void endsListenersOfAnEventThatCannotBeWrittenAndServesTheRest() throws InterruptedException {
        try (var fixture = new HubFixture();
                var rest = fixture.hub.subscribe(
                        new EventFilter(EnumSet.of(EventType.LIFECYCLE), null, Caller.anonymous("")))) {
            var concerned = fixture.subscribe();

            fixture.hub.publish(event(new Broken()));
            fixture.hub.publish(HubFixture.event(EventType.LIFECYCLE, "", "on it goes"));

            assertThat(take(rest, 1)).first().asString().contains("on it goes");
            assertThatExceptionOfType(Ended.class)
                    .isThrownBy(() -> concerned.next(LONG))
                    .extracting(Ended::reason)
                    .isEqualTo(Reason.UNWRITABLE);
            assertThat(fixture.count(EventMetrics.DROPPED, "reason", "unwritable"))
                    .isEqualTo(1);
        }
    }

    @Test
    void letsPublishersWaitWhileTheQueueIsFullAndLosesNothing() throws Exception {
        try (var fixture = HubFixture.withQueue(10);
                var subscription = fixture.subscribe();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var reached = new CountDownLatch(1);
            var release = new CountDownLatch(1);
            fixture.hub.publish(event(new Blocking(reached, release)));
            reached.await();
            var publisher = threads.submit(() -> publishAll(fixture, 0));
            await().until(() -> fixture.gauge(EventMetrics.QUEUE) == 10);
            assertThat(publisher).isNotDone();

            release.countDown();

            assertThat(take(subscription, 1)).first().asString().contains("released");
            assertThat(numbersOf(take(subscription, EACH), 0)).isSorted().hasSize(EACH);
            publisher.get();
        }
    }

    @Test
    void publishesForAnInterruptedThreadAndKeepsItInterrupted() throws Exception {
        try (var fixture = HubFixture.withQueue(1);
                var subscription = fixture.subscribe()) {
            var stillInterrupted = new CompletableFuture<Boolean>();
            Thread.ofVirtual().start(() -> {
                Thread.currentThread().interrupt();
                publishAll(fixture, 0);
                stillInterrupted.complete(Thread.currentThread().isInterrupted());
            });

            assertThat(numbersOf(take(subscription, EACH), 0)).isSorted().hasSize(EACH);
            assertThat(stillInterrupted).succeedsWithin(LONG).isEqualTo(true);
        }
    }

    @Test
    void countsWhatItDoes() throws InterruptedException {
        try (var fixture = new HubFixture();
                var one = fixture.subscribe();
                var other = fixture.subscribe()) {
            publishAll(fixture, 0);
            var taken = take(one, EACH);
            await().until(() -> fixture.meters.get(EventMetrics.LAG).timer().count() == EACH);
            assertThat(fixture.gauge(EventMetrics.BACKLOG)).isEqualTo(EACH);
            taken.addAll(take(other, EACH));

            assertThat(fixture.gauge(EventMetrics.BACKLOG)).isZero();
            assertThat(fixture.count(EventMetrics.PUBLISHED, "type", "operation"))
                    .isEqualTo(EACH);
            assertThat(fixture.count(EventMetrics.PUBLISHED, "type", "logging")).isZero();
            assertThat(fixture.count(EventMetrics.DELIVERED)).isEqualTo(taken.size());
            assertThat(fixture.gauge(EventMetrics.LISTENERS)).isEqualTo(2);
        }
    }

    @Test
    void describesEveryMeter() {
        try (var fixture = new HubFixture()) {
            // Each bucket is a meter of its own in this registry.
            var meters = fixture.meters.getMeters().stream()
                    .filter(it -> !it.getId().getName().endsWith(".histogram"))
                    .toList();
            assertThat(meters).isNotEmpty().allSatisfy(meter -> {
                assertThat(meter.getId().getDescription()).isNotBlank();
                assertThat(meter.getId().getBaseUnit()).isNotBlank();
            });
        }
    }

    @Test
    void endsAllSubscriptionsWhenClosedAndTakesNoMore() {
        var fixture = new HubFixture();
        var before = fixture.subscribe();

        fixture.close();
        fixture.hub.publish(event("late"));
        var after = fixture.subscribe();

        for (var subscription : List.of(before, after))
            assertThatExceptionOfType(Ended.class).isThrownBy(() -> subscription.next(Duration.ZERO));
        assertThat(fixture.gauge(EventMetrics.LISTENERS)).isZero();
    }

    private static void publishAll(HubFixture fixture, int publisher) {
        for (var number = 0; number < EACH; number++) fixture.hub.publish(numbered(publisher, number));
    }

    private static List<Integer> numbersOf(List<String> frames, int publisher) {
        return frames.stream()
                .map(HubFixture::metadata)
                .filter(metadata -> metadata.required("publisher").intValue() == publisher)
                .map(metadata -> metadata.required("number").intValue())
                .toList();
    }
}
