package io.operations.event;

import static io.operations.event.HubFixture.LONG;
import static io.operations.event.HubFixture.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Prints how many events a second go from one publisher to all listeners; asserts only that none is lost. */
@Tag("benchmark")
class EventHubBenchmarkTests {

    private static final int EVENTS = 100_000;
    private static final int IN_FLIGHT = 4_000; // below the backlog: the listeners' own speed is not measured here

    private static final Map<String, String> METADATA = IntStream.range(0, 20)
            .boxed()
            .collect(Collectors.toMap(i -> "key-" + i, i -> "a value of a usual length " + i));

    @ParameterizedTest
    @ValueSource(ints = {10, 0, 1, 10, 100}) // the first is there to warm up
    void publishesTo(int listeners) throws Exception {
        try (var fixture = new HubFixture();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var room = new Semaphore(listeners == 0 ? EVENTS : IN_FLIGHT);
            var readers = new ArrayList<Future<Integer>>();
            for (var i = 0; i < listeners; i++)
                readers.add(read(threads, fixture.subscribe(), i == 0 ? room : new Semaphore(0)));
            var start = System.nanoTime();

            for (var i = 0; i < EVENTS; i++) {
                room.acquire();
                fixture.hub.publish(event(METADATA));
            }
            for (var reader : readers) assertThat(reader.get()).isEqualTo(EVENTS);

            var seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf("events: %d listeners, %,.0f events/s%n", listeners, EVENTS / seconds);
        }
    }

    private static Future<Integer> read(ExecutorService threads, Subscription subscription, Semaphore room) {
        return threads.submit(() -> {
            var heard = 0;
            for (; heard < EVENTS; heard++) {
                if (subscription.next(LONG) == null) return heard;
                room.release();
            }
            return heard;
        });
    }
}
