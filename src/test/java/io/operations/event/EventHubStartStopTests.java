package io.operations.event;

import static io.operations.event.HubFixture.LONG;
import static io.operations.event.HubFixture.numbered;
import static org.assertj.core.api.Assertions.assertThat;

import io.operations.event.Subscription.Ended;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;

/** Closing in the middle of everything releases everybody. */
class EventHubStartStopTests {

    @RepeatedTest(300)
    void releasesPublishersListenersAndItsThread() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var fixture = HubFixture.withQueue(4);
            var busy = new CountDownLatch(3);
            var running = new ArrayList<Future<?>>();
            for (var i = 0; i < 3; i++) running.add(listen(threads, fixture, busy));
            for (var i = 0; i < 3; i++) running.add(publish(threads, fixture));
            busy.await();

            fixture.close();
            fixture.close();

            for (var thread : running) thread.get();
            assertThat(fixture.hub.dispatcher().join(LONG)).isTrue();
            assertThat(fixture.gauge(EventMetrics.LISTENERS)).isZero();
            assertThat(fixture.gauge(EventMetrics.QUEUE)).isZero();
        }
    }

    private static Future<?> publish(ExecutorService threads, HubFixture fixture) {
        return threads.submit(() -> {
            for (var number = 0; number < 500; number++) fixture.hub.publish(numbered(0, number));
        });
    }

    /** Listens until the hub ends it. */
    private static Future<?> listen(ExecutorService threads, HubFixture fixture, CountDownLatch busy) {
        return threads.submit(() -> {
            var subscription = fixture.subscribe();
            busy.countDown();
            try {
                while (true) subscription.next(LONG);
            } catch (Ended ended) {
                return ended.reason();
            }
        });
    }
}
