package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.operations.ServiceTest;
import io.operations.TestHooks;
import io.operations.event.EventHub;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.PlatformTransactionManager;

/** Commits whose answer is lost, and a service with few slots: nothing runs twice, nothing is forgotten, no slot is lost. */
@ServiceTest
@Import(AmbiguousCommitTests.Faults.class)
@TestPropertySource(
        properties = {
            "operations.runner.slots=" + AmbiguousCommitTests.SLOTS,
            "operations.runner.project-share=1",
            "operations.runner.caller-share=1",
            "operations.metadata.persist-interval=1h"
        })
class AmbiguousCommitTests {

    static final int SLOTS = 16;

    private final OperationService operations;
    private final FaultyTransactions transactions;
    private final JdbcClient jdbc;
    private final EventHub hub;
    private final LocalOperations local;
    private final Slots slots;
    private final GroupCommit commits;

    @TestConfiguration(proxyBeanMethods = false)
    static class Faults {

        @Bean
        static BeanPostProcessor faultyTransactions() {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    return bean instanceof PlatformTransactionManager real ? new FaultyTransactions(real) : bean;
                }
            };
        }
    }

    AmbiguousCommitTests(
            OperationService operations,
            PlatformTransactionManager transactions,
            JdbcClient jdbc,
            EventHub hub,
            LocalOperations local,
            Slots slots,
            GroupCommit commits) {
        this.operations = operations;
        this.transactions = (FaultyTransactions) transactions;
        this.jdbc = jdbc;
        this.hub = hub;
        this.local = local;
        this.slots = slots;
        this.commits = commits;
    }

    @AfterEach
    void nothingIsLeft() {
        transactions.away(false);
        await().untilAsserted(() -> assertThat(local.all()).isEmpty());
        await().untilAsserted(() -> assertThat(slots.used()).isZero());
        assertThat(jdbc.sql("SELECT count(*) FROM active_operation")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void runsWhatWasCommittedThoughTheCallerWasRefused() {
        var key = new IdempotencyKey("somebody", UUID.randomUUID().toString(), "00");
        transactions.loseNextAnswer();
        assertThatExceptionOfType(OperationException.Unavailable.class).isThrownBy(() -> schedule(key));

        var repeated = schedule(key);

        assertThat(Crowd.end(operations, repeated.id()).status()).isEqualTo("Success");
        assertThat(count(repeated.id())).isEqualTo(1);
    }

    @Test
    void runsNothingThatWasNotCommitted() {
        var before = finals();
        var key = new IdempotencyKey("somebody", UUID.randomUUID().toString(), "00");
        transactions.loseNextCommit();
        assertThatExceptionOfType(OperationException.Unavailable.class).isThrownBy(() -> schedule(key));

        await().untilAsserted(() -> assertThat(local.all()).isEmpty());

        assertThat(finals()).isEqualTo(before);
        assertThat(Crowd.end(operations, schedule(key).id()).status()).isEqualTo("Success");
    }

    @Test
    void doesNotTakeItsOwnEndForSomebodyElses() throws Exception {
        try (var heard = new Heard(hub)) {
            var gate = new CountDownLatch(1);
            var operation = operations.scheduleUserOperationFromRequest(Crowd.doing(_ -> gate.await()), SOMEBODY);
            transactions.loseNextAnswer();
            gate.countDown();

            assertThat(Crowd.end(operations, operation.id()).status()).isEqualTo("Success");
            await().untilAsserted(() -> assertThat(heard.of(operation.id())).containsExactly("Running", "Success"));
        }
    }

    @Test
    void tellsNobodyOfAnEndBeforeItIsCommitted() {
        var gate = new CountDownLatch(1);
        try (var heard = new Heard(hub)) {
            var operation = operations.scheduleUserOperationFromRequest(Crowd.doing(_ -> gate.await()), SOMEBODY);
            var waiter = operations.await(operation.id());
            transactions.away(true);
            gate.countDown();

            await().until(() -> slots.used() == 0);
            await().during(Duration.ofMillis(500)).until(() -> !waiter.isDone() && !heard.hasEnd(operation.id()));
            assertThat(operations.find(operation.id()).status()).isEqualTo("Running");
            transactions.away(false);

            assertThat(Crowd.end(operations, operation.id()).status()).isEqualTo("Success");
            await().until(() -> heard.hasEnd(operation.id()));
            assertThat(waiter).isDone();
        }
    }

    /** However long that is, and however much they have to say: what waits is bounded by what was accepted. */
    @Test
    void keepsFewWritesForEachOperationWhileTheDatabaseIsAway() throws Exception {
        var said = new CountDownLatch(SLOTS);
        var gate = new CountDownLatch(1);
        var ids = Crowd.atOnce(
                SLOTS,
                _ -> operations
                        .scheduleUserOperationFromRequest(
                                Crowd.doing(context -> {
                                    gate.await();
                                    for (var i = 0; i < 5_000; i++) context.updateMetadata(Map.of("i", i));
                                    said.countDown();
                                }),
                                SOMEBODY)
                        .id());
        await().until(() -> slots.used() == SLOTS);
        transactions.away(true);
        gate.countDown();

        assertThat(said.await(30, TimeUnit.SECONDS)).isTrue();
        Crowd.atOnce(
                100,
                _ -> assertThatExceptionOfType(OperationException.Unavailable.class)
                        .isThrownBy(() -> operations.scheduleUserOperationFromRequest(Crowd.args(), SOMEBODY)));

        await().until(() -> slots.used() == 0);
        // Its metadata and its end.
        assertThat(commits.waiting()).isLessThanOrEqualTo(2 * SLOTS);
        transactions.away(false);
        ids.forEach(id -> assertThat(Crowd.end(operations, id).metadata("i")).hasToString("4999"));
    }

    /** With few slots nearly all of them wait; what is heard of each is in order all the same. */
    @Test
    void tellsOfQueuedOperationsInOrder() throws Exception {
        try (var heard = new Heard(hub)) {
            var ids = Crowd.atOnce(
                    200,
                    _ -> operations
                            .scheduleUserOperationFromRequest(Crowd.args(), SOMEBODY)
                            .id());

            ids.forEach(id -> assertThat(Crowd.end(operations, id).status()).isEqualTo("Success"));
            await().untilAsserted(() -> assertThat(ids).allMatch(heard::hasEnd));
            var inOrder = List.of(List.of("Pending", "Running", "Success"), List.of("Running", "Success"));
            assertThat(ids).allSatisfy(id -> assertThat(heard.of(id)).isIn(inOrder));
            assertThat(ids).anySatisfy(id -> assertThat(heard.of(id)).hasSize(3));
        }
    }

    @Test
    void endsQueuedOperationsThatAreCancelledWhileTheyAreClaimed() throws Exception {
        var ids = Crowd.atOnce(100, _ -> {
            var operation = operations.scheduleUserOperationFromRequest(Crowd.args(), SOMEBODY);
            try {
                operation.cancel();
            } catch (OperationException.Unavailable e) {
                assertThat(e).as("claimed a moment ago").hasMessageContaining("running on");
            }
            return operation.id();
        });

        ids.forEach(id -> assertThat(Crowd.end(operations, id).status()).isIn("Success", "Cancelled"));
    }

    /** The second try finds the row in the next attempt already, which is this member's own. */
    @Test
    void doesNotTakeItsOwnNextAttemptForSomebodyElses() {
        transactions.loseAnswerOfFirst(
                () -> jdbc.sql("SELECT count(*) FROM active_operation WHERE failures = 1 AND attempt = 2")
                                .query(Long.class)
                                .single()
                        == 1);
        var child = OperationArgs.of(TestHooks.FLAKY)
                .inProject("default")
                .withClass(OperationClass.DURABLE)
                .withInputs(Inputs.of(Map.of("failures", 1)));
        var bulk =
                OperationArgs.of(operations.type("bulk")).inProject("default").withClass(OperationClass.DURABLE);

        var family = operations.scheduleUserOperationFromRequest(bulk.withChildren(List.of(child)), SOMEBODY);

        assertThat(Crowd.end(operations, family.id()).status()).isEqualTo("Success");
        assertThat(TestHooks.runs(family.children().getFirst().id())).isEqualTo(2);
    }

    /** However seldom metadata is. */
    @Test
    void writesANewStatusAtOnce() {
        var gate = new CountDownLatch(1);
        var operation = operations.scheduleUserOperationFromRequest(
                Crowd.doing(context -> {
                    context.updateMetadata(Map.of("first", true));
                    while (gate.getCount() > 0) awaitStubbornly(gate);
                }),
                SOMEBODY);
        await().until(() -> operation.metadata().containsKey("first"));
        operation.cancel();

        await().until(() -> status(operation.id()) == OperationStatus.CANCELLING.code());

        gate.countDown();
        assertThat(Crowd.end(operations, operation.id()).status()).isEqualTo("Success");
    }

    private static void awaitStubbornly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            assertThat(e).isNotNull();
        }
    }

    private int status(UUID id) {
        return jdbc.sql("SELECT status_code FROM active_operation WHERE id = :id")
                .param("id", id)
                .query(Integer.class)
                .single();
    }

    private Operation schedule(IdempotencyKey key) {
        return operations.scheduleUserOperationFromRequest(Crowd.args(), SOMEBODY, key);
    }

    private long count(UUID id) {
        return jdbc.sql("SELECT count(*) FROM final_operation WHERE id = :id")
                .param("id", id)
                .query(Long.class)
                .single();
    }

    private long finals() {
        return jdbc.sql("SELECT count(*) FROM final_operation")
                .query(Long.class)
                .single();
    }
}
