package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.ServiceTest;
import io.operations.event.EventHub;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Cancels that come at the same time as the end: the operation is final all the same, once, with one story for all. */
@ServiceTest
class CancelRaceTests {

    private static final int OPERATIONS = 400;
    private static final int LONGEST_NANOS = 2_000_000;

    private final OperationService operations;
    private final Completion completion;
    private final EventHub hub;
    private final JdbcClient jdbc;

    CancelRaceTests(OperationService operations, Completion completion, EventHub hub, JdbcClient jdbc) {
        this.operations = operations;
        this.completion = completion;
        this.hub = hub;
        this.jdbc = jdbc;
    }

    @Test
    void isCancelledOrSucceedsAndNeverSticks() throws Exception {
        try (var heard = new Heard(hub)) {
            var ids = Crowd.atOnce(OPERATIONS, CancelRaceTests.this::race);

            ids.forEach(id -> assertThat(Crowd.end(operations, id).status())
                    .isIn("Success", "Cancelled")
                    .isEqualTo(status(id)));
            await().untilAsserted(() -> assertThat(ids).allMatch(heard::hasEnd));
            ids.forEach(id -> assertThat(heard.of(id)).last().isEqualTo(status(id)));
            assertThat(ids.stream().map(this::status)).contains("Success", "Cancelled");
        }
    }

    /** Two cancels of an operation that may end before, after or between them; some hooks look for cancels, some do not. */
    private UUID race(int number) {
        var operation = operations.scheduleUserOperationFromRequest(Crowd.doing(_ -> pause(number % 2 == 0)), SOMEBODY);
        var asked = List.of(new CountDownLatch(1), new CountDownLatch(1));
        asked.forEach(it -> Thread.ofVirtual().start(() -> {
            LockSupport.parkNanos(nanos());
            operation.cancel();
            it.countDown();
        }));
        asked.forEach(CancelRaceTests::awaitAsked);
        return operation.id();
    }

    @Test
    void endsOnceHoweverManyEndIt() throws Exception {
        try (var heard = new Heard(hub)) {
            var gate = new CountDownLatch(1);
            var operation = operations.scheduleUserOperationFromRequest(Crowd.doing(_ -> gate.await()), SOMEBODY);

            Crowd.atOnce(32, number -> {
                if (number == 0) gate.countDown();
                else completion.end(operation, new Outcome.Failed("ended by " + number, 500));
                return number;
            });

            var end = Crowd.end(operations, operation.id());
            assertThat(end.status()).isEqualTo(status(operation.id()));
            await().until(() -> heard.hasEnd(operation.id()));
            await().during(Duration.ofMillis(200))
                    .untilAsserted(() -> assertThat(heard.of(operation.id())).containsExactly("Running", end.status()));
        }
    }

    private static void pause(boolean heedsCancels) throws InterruptedException {
        if (heedsCancels) {
            var never = new CountDownLatch(1);
            assertThat(never.await(nanos(), TimeUnit.NANOSECONDS)).isFalse();
        } else {
            LockSupport.parkNanos(nanos());
        }
    }

    private static void awaitAsked(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int nanos() {
        return ThreadLocalRandom.current().nextInt(LONGEST_NANOS);
    }

    private String status(UUID id) {
        var code = jdbc.sql("SELECT status_code FROM final_operation WHERE id = :id")
                .param("id", id)
                .query(Integer.class)
                .single();
        return OperationStatus.ofCode(code).text();
    }
}
