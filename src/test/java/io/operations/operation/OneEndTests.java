package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.operations.RuleHooks;
import io.operations.RulesTest;
import io.operations.event.EventHub;
import io.operations.operation.Rows.Row;
import io.operations.operation.Subject.Kind;
import io.operations.operation.Subject.Kind.Script;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** Row B13: each end that is committed is counted, logged and told once, whoever has committed it. */
@RulesTest
@Import(AmbiguousCommitTests.Faults.class)
class OneEndTests {

    private final OperationService operations;
    private final OperationRepository repository;
    private final Endings endings;
    private final LocalOperations local;
    private final FaultyTransactions transactions;
    private final EventHub hub;
    private final MeterRegistry meters;
    private final Rows rows;
    private final Clock clock;

    OneEndTests(
            OperationService operations,
            OperationRepository repository,
            Endings endings,
            LocalOperations local,
            PlatformTransactionManager transactions,
            EventHub hub,
            MeterRegistry meters,
            JdbcClient jdbc,
            Clock clock) {
        this.operations = operations;
        this.repository = repository;
        this.endings = endings;
        this.local = local;
        this.transactions = (FaultyTransactions) transactions;
        this.hub = hub;
        this.meters = meters;
        this.rows = new Rows(jdbc);
        this.clock = clock;
    }

    @AfterEach
    void forget() {
        rows.forgetWhenQuiet(local);
    }

    private double ends() {
        return meters.find(OperationMetrics.FINISHED).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private void assertToldOnce(List<UUID> ids, LogLines log, Events heard, double before) {
        await().untilAsserted(() -> assertThat(local.all()).isEmpty());
        await().until(() -> ids.stream().allMatch(heard::hasEnd));
        var marker = operations.scheduleUserOperationFromRequest(Crowd.args(), SOMEBODY);
        await().until(() -> heard.hasEnd(marker.id()));
        assertThat(ends() - before).as("counted").isEqualTo(ids.size() + 1.0);
        assertThat(ids).allSatisfy(id -> {
            assertThat(heard.of(id).stream().filter(Events.Told::isFinal)).hasSize(1);
            assertThat(log.with(id).stream()
                            .filter(it -> it.startsWith("INFO Cancelled") || it.startsWith("INFO Success")))
                    .hasSize(1);
        });
    }

    /** As a member does that was stopped for so long that others gave it up, and cancelled what it had. */
    @Test
    void isNotTheOwnersWhereAnotherMemberEndedItInTheSameWay() {
        var gate = UUID.randomUUID().toString();
        var family = operations.scheduleUserOperationFromRequest(
                Kind.BULK.args(new Script(gate, false, false), false), SOMEBODY);
        RuleHooks.awaitArrival(gate);
        try (var log = new LogLines();
                var heard = new Events(hub)) {
            var before = ends();
            var ids = family.family().stream().map(Operation::id).toList();
            ids.forEach(rows::release);
            assertThat(endings.endUnowned(marker -> repository.cancelUnowned(family.id(), List.of(), marker)))
                    .hasSize(ids.size());

            family.live().requestCancel();

            assertToldOnce(ids, log, heard, before);
            assertThat(ids)
                    .allSatisfy(id -> assertThat(operations.find(id).status()).isEqualTo("Cancelled"));
        }
    }

    @Test
    void isTheOwnersWhoseCommitWasNotAnswered() {
        var gate = UUID.randomUUID().toString();
        var operation = operations.scheduleUserOperationFromRequest(
                Kind.TASK.args(new Script(gate, false, false), false), SOMEBODY);
        RuleHooks.awaitArrival(gate);
        try (var log = new LogLines();
                var heard = new Events(hub)) {
            var before = ends();
            transactions.loseNextAnswer();
            RuleHooks.open(gate);

            assertToldOnce(List.of(operation.id()), log, heard, before);
        }
    }

    @Test
    void isToldByWhoEndedWhatNobodyRanThoughNoAnswerCame() {
        var token = rows.insert(Row.token(null, clock.instant()));
        var waiter = operations.await(token);
        try (var log = new LogLines();
                var heard = new Events(hub)) {
            var before = ends();

            assertThatExceptionOfType(DataAccessResourceFailureException.class)
                    .isThrownBy(() -> endings.endUnowned(marker -> {
                        assertThat(repository.cancelUnowned(token, List.of(), marker))
                                .hasSize(1);
                        throw new DataAccessResourceFailureException("An I/O error occurred");
                    }));

            await().until(waiter::isDone);
            assertToldOnce(List.of(token), log, heard, before);
        }
    }
}
