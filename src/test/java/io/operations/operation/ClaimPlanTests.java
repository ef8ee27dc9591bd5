package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.ServiceTest;
import io.operations.member.MemberService;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What a claim looks at does not grow with the queue. Counted in rows, with the plan that PostgreSQL keeps when it does not
 * know what it will be asked.
 */
@ServiceTest
class ClaimPlanTests {

    private static final int MANY = 50_000;

    private final QueueRepository queue;
    private final MemberService member;
    private final Clock clock;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Queue rows;

    ClaimPlanTests(
            QueueRepository queue,
            MemberService member,
            Clock clock,
            JdbcClient jdbc,
            PlatformTransactionManager transactions) {
        this.queue = queue;
        this.member = member;
        this.clock = clock;
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.rows = new Queue(jdbc);
    }

    @AfterEach
    void forget() {
        rows.clear();
    }

    /** @param fetched rows of the table that were looked at */
    private record Cost<T>(T result, long fetched) {}

    private <T> Cost<T> cost(Supplier<T> work) {
        return Objects.requireNonNull(transaction.execute(_ -> {
            jdbc.sql("SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL jit = on")
                    .update();
            var before = fetched();
            var result = work.get();
            var cost = new Cost<>(result, fetched() - before);
            assertThat(jdbc.sql("SHOW jit").query(String.class).single()).isEqualTo("off");
            return cost;
        }));
    }

    private long fetched() {
        return jdbc.sql("SELECT COALESCE(seq_tup_read, 0) + COALESCE(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables"
                        + " WHERE relname = 'active_operation'")
                .query(Long.class)
                .single();
    }

    private Cost<Integer> claim(int limit, String served) {
        return cost(() -> queue.claim(
                        new QueueRepository.Claim(member.incarnation(), member.name(), clock.instant()),
                        Queue.TYPES,
                        new FreeSlots(limit),
                        FreeSlots.after(served),
                        Queue.ROOM)
                .operations()
                .size());
    }

    private void analyze() {
        jdbc.sql("VACUUM ANALYZE active_operation").update();
    }

    @Test
    void claimsOutOfMany() {
        rows.add("a", MANY, 0);
        rows.add("b", 1, 0);
        analyze();

        assertThat(claim(1, "")).matches(it -> it.result() == 1 && it.fetched() < 10);
        assertThat(claim(1, "b")).matches(it -> it.result() == 1 && it.fetched() < 10);
        assertThat(claim(100, "")).matches(it -> it.result() >= 50 && it.fetched() < 500);
    }

    @Test
    void claimsOutOfManyWithStatisticsOfAnEmptyTable() {
        rows.clear();
        rows.add("a", MANY, 0);

        assertThat(claim(1, "")).matches(it -> it.result() == 1 && it.fetched() < 10);
        assertThat(claim(100, "")).matches(it -> it.result() == 100 && it.fetched() < 500);
    }

    @Test
    void claimsFromAFewOfManyProjects() {
        IntStream.range(0, 2_000).forEach(i -> rows.add("p" + i, 3, 0));
        analyze();

        assertThat(claim(1, "p1234")).matches(it -> it.result() == 1 && it.fetched() < 10);
        // A handful for each project: who it is, whether there is something to claim, and of whom.
        assertThat(claim(100, "p99")).matches(it -> it.result() == 100 && it.fetched() < 1_000);
    }

    @Test
    void doesNotLookAtWhatWaitsForItsTime() {
        rows.delay(rows.add("a", MANY, 1000), clock.instant(), Duration.ofHours(1));
        analyze();

        assertThat(cost(() -> queue.hasReady(Queue.TYPES, Queue.ROOM)))
                .matches(it -> !it.result() && it.fetched() == 0);
        assertThat(cost(() -> queue.readyWhatIsDue(1_000))).matches(it -> it.result() == 0 && it.fetched() == 0);
        rows.add("a", 1, 0);
        assertThat(cost(() -> queue.hasReady(Queue.TYPES, Queue.ROOM))).matches(it -> it.result() && it.fetched() < 10);
        assertThat(claim(10, "")).matches(it -> it.result() == 1 && it.fetched() < 20);
        assertThat(queue.look().number()).isEqualTo(MANY);
    }

    @Test
    void countsEachOnceAndLooksAtTheFirstInLine() {
        rows.add("a", MANY, 0);
        rows.add("a", 10, 7);
        rows.add("b", 10, 0);
        rows.delay(rows.add("c", 10, 0), clock.instant(), Duration.ofHours(1));
        analyze();

        var look = cost(queue::look);

        assertThat(look.result().number()).isEqualTo(MANY + 30);
        assertThat(look.fetched())
                .as("all, to count them, and the first of three queues, and of what waits for its time")
                .isLessThan(MANY + 60);
    }

    @Test
    void looksForTheChildrenOfParentsOnly() {
        var parent = rows.add("a", 1, 0).getFirst();
        rows.add("b", MANY, 0);
        var children = rows.add("a", 3, 0);
        jdbc.sql("UPDATE active_operation SET child_count = 3 WHERE id = :parent")
                .param("parent", parent)
                .update();
        jdbc.sql("UPDATE active_operation SET parent = :parent WHERE id = ANY (:children)")
                .param("parent", parent)
                .param("children", children.toArray(UUID[]::new))
                .update();
        analyze();

        assertThat(claim(2, "")).matches(it -> it.result() == 2 && it.fetched() < 40);
    }
}
