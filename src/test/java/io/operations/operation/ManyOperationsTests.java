package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.ServiceTest;
import io.operations.event.EventHub;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Many operations at once: each ends once, in the database, for those who wait and for those who listen. */
@ServiceTest
class ManyOperationsTests {

    private static final int THREADS = 16;
    private static final int OPERATIONS = 2_000;

    private final OperationService operations;
    private final OperationEvents events;
    private final EventHub hub;
    private final JdbcClient jdbc;
    private final LocalOperations local;
    private final Waiters waiters;
    private final Slots slots;

    ManyOperationsTests(
            OperationService operations,
            OperationEvents events,
            EventHub hub,
            JdbcClient jdbc,
            LocalOperations local,
            Waiters waiters,
            Slots slots) {
        this.operations = operations;
        this.events = events;
        this.hub = hub;
        this.jdbc = jdbc;
        this.local = local;
        this.waiters = waiters;
        this.slots = slots;
    }

    @Test
    void endsEachOnceAndLeavesNothingBehind() throws Exception {
        try (var heard = new Heard(hub)) {
            var ids = schedule();
            ids.forEach(id -> assertThat(Crowd.end(operations, id).status()).isEqualTo("Success"));

            assertThat(count("final_operation", ids)).isEqualTo(OPERATIONS);
            assertThat(count("active_operation", ids)).isZero();
            // Some may have had to queue.
            await().untilAsserted(() -> assertThat(ids)
                    .allSatisfy(id -> assertThat(heard.of(id).stream().filter(it -> !it.equals("Pending")))
                            .containsExactly("Running", "Success")));
        }
        await().untilAsserted(() -> assertThat(local.all()).isEmpty());
        await().untilAsserted(() -> assertThat(slots.used()).isZero());
        assertThat(waiters.ids()).isEmpty();
    }

    private List<UUID> schedule() throws InterruptedException, ExecutionException {
        var scheduled = Crowd.atOnce(THREADS, _ -> {
            var ids = new ArrayList<UUID>();
            for (var i = 0; i < OPERATIONS / THREADS; i++) {
                ids.add(operations
                        .scheduleUserOperationFromRequest(Crowd.args(), SOMEBODY)
                        .id());
            }
            return ids;
        });
        return scheduled.stream().flatMap(List::stream).toList();
    }

    private long count(String table, List<UUID> ids) {
        return jdbc.sql("SELECT count(*) FROM " + table + " WHERE id = ANY (:ids)")
                .param("ids", ids.toArray(UUID[]::new))
                .query(Long.class)
                .single();
    }

    @Test
    void saysNothingOfAnOperationAfterItsEndHoweverManyReportItsProgress() throws Exception {
        try (var heard = new Heard(hub)) {
            var ids = Crowd.atOnce(
                    100,
                    _ -> operations
                            .scheduleUserOperationFromRequest(
                                    Crowd.doing(ManyOperationsTests::reportFromTwoThreads), SOMEBODY)
                            .id());

            await().untilAsserted(() -> assertThat(ids).allMatch(heard::hasEnd));
            ids.forEach(
                    id -> assertThat(heard.of(id)).filteredOn(Heard::isFinal).hasSize(1));
            ids.forEach(id -> assertThat(heard.of(id)).last().asString().isEqualTo("Success"));
        }
    }

    /** It may be claimed, and even end, between the commit that queues it and the event that says so. */
    @Test
    void doesNotSayThatAnOperationIsQueuedOnceItHasMovedOn() {
        try (var heard = new Heard(hub)) {
            var operation = operations.scheduleUserOperationFromRequest(Crowd.args(), SOMEBODY);
            Crowd.end(operations, operation.id());

            events.queueing(operation);
            events.movesOn(operation.id());
            events.queued(operation.id());

            var next = operations.scheduleUserOperationFromRequest(Crowd.args(), SOMEBODY);
            await().until(() -> heard.hasEnd(next.id()));
            assertThat(heard.of(operation.id())).containsExactly("Running", "Success");
        }
    }

    /** The hook returns in the middle of it. */
    private static void reportFromTwoThreads(RunContext context) {
        Thread.ofVirtual().start(() -> reportUntilRefused(context));
        Thread.ofVirtual().start(() -> reportUntilRefused(context));
        LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(5_000_000));
    }

    private static void reportUntilRefused(RunContext context) {
        try {
            for (var i = 0; i < 1_000; i++) {
                context.extendMetadata(Map.of("i", i));
                LockSupport.parkNanos(100_000);
            }
        } catch (OperationException.Invalid e) {
            assertThat(e).hasMessage("Operations cannot be updated after they have completed");
        }
    }
}
