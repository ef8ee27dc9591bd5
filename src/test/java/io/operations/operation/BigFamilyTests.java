package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.operations.ServiceTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** As many children as there may be: accepted as a whole, run in few slots, and all ended. */
@ServiceTest
@TestPropertySource(properties = "operations.runner.slots=2")
class BigFamilyTests {

    private static final int CHILDREN = 10_000;
    private static final Duration LONG = Duration.ofMinutes(2);

    private final OperationService operations;
    private final JdbcClient jdbc;
    private final LocalOperations local;
    private final Slots slots;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger runs = new AtomicInteger();

    BigFamilyTests(OperationService operations, JdbcClient jdbc, LocalOperations local, Slots slots) {
        this.operations = operations;
        this.jdbc = jdbc;
        this.local = local;
        this.slots = slots;
    }

    private Operation schedule(List<OperationArgs> children) {
        var args = OperationArgs.of(operations.type("bulk")).inProject("default");
        return operations.scheduleUserOperationFromRequest(args.withChildren(children), SOMEBODY);
    }

    private void countMyself() {
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        runs.incrementAndGet();
        Thread.yield();
        running.decrementAndGet();
    }

    @Test
    void isAcceptedAsAWholeAndRunsInTheSlotsThatThereAre() throws Exception {
        var child = Crowd.doing(context -> countMyself());
        var seen = new HashSet<Long>();
        var accepted = CompletableFuture.supplyAsync(
                () -> schedule(IntStream.range(0, CHILDREN).mapToObj(i -> child).toList()));

        while (!accepted.isDone()) {
            seen.add(rows());
        }
        seen.add(rows());
        var parent = accepted.get();

        assertThat(seen).isSubsetOf(0L, CHILDREN + 1L);
        await().atMost(LONG).until(() -> operations.find(parent.id()).status().equals("Success"));
        assertThat(runs).hasValue(CHILDREN);
        assertThat(most.get()).isLessThanOrEqualTo(2);
        assertThat(statuses(parent)).containsExactly("200 " + (CHILDREN + 1));
        await().untilAsserted(() -> assertThat(local.find(parent.id())).isNull());
        await().untilAsserted(() -> assertThat(slots.used()).isZero());
    }

    private long rows() {
        return jdbc.sql("SELECT count(*) FROM active_operation WHERE type IN ('bulk', 'noop')")
                .query(Long.class)
                .single();
    }

    private List<String> statuses(Operation parent) {
        return jdbc.sql("SELECT status_code, count(*) FROM final_operation"
                        + " WHERE id = :id OR parent = :id GROUP BY status_code")
                .param("id", parent.id())
                .query((row, _) -> row.getInt(1) + " " + row.getInt(2))
                .list();
    }

    @Test
    void isCancelledAsAWhole() {
        var child = Crowd.doing(context -> new CountDownLatch(1).await());
        var parent = schedule(IntStream.range(0, CHILDREN).mapToObj(i -> child).toList());
        await().until(() -> slots.used() == 2);

        parent.cancel();

        await().atMost(LONG).until(() -> operations.find(parent.id()).status().equals("Cancelled"));
        assertThat(statuses(parent)).containsExactly("401 " + (CHILDREN + 1));
    }

    @Test
    void refusesOneMore() {
        var child = Crowd.args();

        assertThatExceptionOfType(OperationException.Invalid.class)
                .isThrownBy(() -> schedule(
                        IntStream.rangeClosed(0, CHILDREN).mapToObj(i -> child).toList()))
                .withMessageContaining("at most 10000 children");
    }

    /** Each wants the same references, in an order of its own. */
    @RepeatedTest(5)
    void acceptsOneOfManyFamiliesThatWantTheSame() throws Exception {
        var gate = new CountDownLatch(1);

        var accepted = Crowd.atOnce(32, number -> tryToSchedule(number, gate)).stream()
                .flatMap(Optional::stream)
                .toList();

        // The next round has the same references: all are free when the family has ended.
        assertThat(accepted).hasSize(1);
        assertThat(rows()).isEqualTo(9);
        gate.countDown();
        assertThat(Crowd.end(operations, accepted.getFirst().id()).status()).isEqualTo("Success");
    }

    private Optional<Operation> tryToSchedule(int number, CountDownLatch gate) {
        var children = new ArrayList<OperationArgs>();
        for (var i = 0; i < 8; i++) {
            var reference = number % 4 == 0 ? (i + number) % 8 : (number * 7 + i * 5) % 8;
            children.add(Crowd.doing(context -> gate.await()).withConflictReference("family/" + reference));
        }
        try {
            return Optional.of(schedule(children));
        } catch (OperationException.Conflict e) {
            return Optional.empty();
        }
    }

    /** Restored children are in the order of their ids, so that must be the order in which they were given. */
    @Test
    void keepsTheOrderOfChildrenHoweverManyFamiliesAreAccepted() throws Exception {
        var children = IntStream.range(0, 500).mapToObj(i -> Crowd.args()).toList();

        var parents = Crowd.atOnce(8, number -> schedule(children));

        parents.forEach(parent -> {
            assertThat(parent.children().stream().map(Operation::id).map(UUID::toString))
                    .isSorted();
            assertThat(Crowd.end(operations, parent.id()).status()).isEqualTo("Success");
        });
    }
}
