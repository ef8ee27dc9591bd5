package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.operations.ServiceTest;
import io.operations.event.EventHub;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.PlatformTransactionManager;

/** What is done to operations that this member does not run, and is done though the answer is lost. */
@ServiceTest
@Import(AmbiguousCommitTests.Faults.class)
@TestPropertySource(
        properties = {
            "operations.runner.slots=" + AmbiguousCommitTests.SLOTS,
            "operations.runner.project-share=1",
            "operations.runner.caller-share=1",
            "operations.metadata.persist-interval=1h"
        })
class LostAnswerTests {

    private final OperationService operations;
    private final OperationRepository repository;
    private final Endings endings;
    private final FaultyTransactions transactions;
    private final EventHub hub;
    private final Slots slots;
    private final JdbcClient jdbc;
    private final CountDownLatch gate = new CountDownLatch(1);

    LostAnswerTests(
            OperationService operations,
            OperationRepository repository,
            Endings endings,
            PlatformTransactionManager transactions,
            EventHub hub,
            Slots slots,
            JdbcClient jdbc) {
        this.operations = operations;
        this.repository = repository;
        this.endings = endings;
        this.transactions = (FaultyTransactions) transactions;
        this.hub = hub;
        this.slots = slots;
        this.jdbc = jdbc;
    }

    private List<UUID> takeAllSlots() throws InterruptedException, ExecutionException {
        var ids = Crowd.atOnce(
                AmbiguousCommitTests.SLOTS,
                _ -> operations
                        .scheduleUserOperationFromRequest(Crowd.doing(_ -> gate.await()), SOMEBODY)
                        .id());
        await().until(() -> slots.used() == AmbiguousCommitTests.SLOTS);
        return ids;
    }

    private void open(List<UUID> ids) {
        gate.countDown();
        ids.forEach(id -> Crowd.end(operations, id));
        await().untilAsserted(() -> assertThat(slots.used()).isZero());
    }

    private boolean isOwned(UUID id) {
        return jdbc.sql("SELECT EXISTS (SELECT FROM active_operation WHERE id = :id AND owner IS NOT NULL)")
                .param("id", id)
                .query(Boolean.class)
                .single();
    }

    /** It has never run: to fail it as one that its member took along would be wrong. */
    @Test
    void startsWhatItClaimedWithoutKnowing() throws Exception {
        var busy = takeAllSlots();
        var waiting = operations
                .scheduleUserOperationFromRequest(Crowd.args(), SOMEBODY)
                .id();
        assertThat(operations.find(waiting).status()).isEqualTo("Pending");
        transactions.loseAnswerOfFirst(() -> isOwned(waiting));

        open(busy);

        assertThat(Crowd.end(operations, waiting).status()).isEqualTo("Success");
        assertThat(repository.find(waiting).orElseThrow().state().attempt()).isEqualTo(2);
    }

    @Test
    void tellsListenersOfAnEndThatItDoesNotKnowOf() throws Exception {
        var busy = takeAllSlots();
        try (var heard = new Heard(hub)) {
            var waiting = operations
                    .scheduleUserOperationFromRequest(Crowd.args(), SOMEBODY)
                    .id();

            assertThatExceptionOfType(DataAccessResourceFailureException.class)
                    .isThrownBy(() -> endings.endUnowned(marker -> {
                        assertThat(repository.cancelUnowned(waiting, List.of(), marker))
                                .hasSize(1);
                        throw new DataAccessResourceFailureException("An I/O error occurred");
                    }));

            await().untilAsserted(() -> assertThat(heard.of(waiting)).containsExactly("Pending", "Cancelled"));
        } finally {
            open(busy);
        }
    }
}
