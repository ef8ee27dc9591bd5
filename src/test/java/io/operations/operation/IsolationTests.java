package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.operations.ServiceTest;
import io.operations.TestHooks;
import io.operations.event.EventHub;
import io.operations.member.MemberIsolated;
import io.operations.member.MemberService;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** A member that is cut off from the database stops its durable hooks, and says nothing of it. */
@ServiceTest
@Import(AmbiguousCommitTests.Faults.class)
class IsolationTests {

    private final OperationService operations;
    private final FaultyTransactions transactions;
    private final MemberService member;
    private final ApplicationEventPublisher publisher;
    private final LocalOperations local;
    private final Slots slots;
    private final EventHub hub;
    private final MeterRegistry meters;
    private final Rows rows;
    private final String gate = UUID.randomUUID().toString();

    IsolationTests(
            OperationService operations,
            PlatformTransactionManager transactions,
            MemberService member,
            ApplicationEventPublisher publisher,
            LocalOperations local,
            Slots slots,
            EventHub hub,
            MeterRegistry meters,
            JdbcClient jdbc) {
        this.operations = operations;
        this.transactions = (FaultyTransactions) transactions;
        this.member = member;
        this.publisher = publisher;
        this.local = local;
        this.slots = slots;
        this.hub = hub;
        this.meters = meters;
        this.rows = new Rows(jdbc);
    }

    @AfterEach
    void endAll() {
        transactions.away(false);
        TestHooks.open(gate);
        await().until(() -> local.all().isEmpty() && slots.used() == 0);
        rows.forgetElsewhere();
    }

    private OperationArgs gated(OperationClass operationClass) {
        return OperationArgs.of(TestHooks.GATED)
                .inProject("default")
                .withClass(operationClass)
                .withInputs(Inputs.of(Map.of("gate", gate)));
    }

    private Operation running(OperationArgs args) {
        var operation = operations.scheduleUserOperationFromRequest(args, SOMEBODY);
        await().until(() ->
                operation.family().stream().anyMatch(it -> it.metadata().containsKey("started")));
        await().until(() -> rows.text(operation.id()).contains("\"status_code\": 103"));
        return operation;
    }

    private void cutOff() {
        transactions.away(true);
        publisher.publishEvent(new MemberIsolated(member.incarnation()));
    }

    @Test
    void stopsDurableHooksAndRunsThemAgainWhenItIsBack() {
        try (var heard = new Events(hub)) {
            var durable = running(gated(OperationClass.DURABLE));
            var task = running(gated(OperationClass.TASK));
            var row = rows.text(durable.id());
            await().until(() -> heard.of(task.id()).size() > 1);

            cutOff();

            await().until(() -> slots.used() == 1);
            assertThat(local.all()).containsExactly(task);
            assertThat(rows.text(durable.id())).isEqualTo(row);
            var before = heard.of(durable.id());
            assertThat(before).extracting(Events.Told::status).containsOnly("Running");
            TestHooks.open(gate);
            await().until(() -> slots.used() == 0);
            transactions.away(false);

            assertThat(Crowd.end(operations, task.id()).status()).isEqualTo("Success");
            assertThat(Crowd.end(operations, durable.id()).status()).isEqualTo("Success");
            assertThat(rows.text(task.id())).contains("\"attempt\": 1");
            assertThat(rows.text(durable.id())).contains("\"attempt\": 2");
            await().until(() -> heard.hasEnd(durable.id()));
            assertThat(heard.of(durable.id()))
                    .extracting(Events.Told::status)
                    .startsWith("Running")
                    .containsOnly("Running", "Success");
        }
    }

    @Test
    void leavesAloneWhatOthersHaveTakenOver() {
        var operation = running(gated(OperationClass.DURABLE));
        var fenced = meters.counter(OperationMetrics.FENCED).count();

        cutOff();
        rows.give(operation.id(), rows.member());
        var taken = rows.text(operation.id());
        transactions.away(false);

        await().until(() -> meters.counter(OperationMetrics.FENCED).count() == fenced + 1);
        assertThat(rows.text(operation.id())).isEqualTo(taken);
        assertThat(local.find(operation.id())).isNull();
    }

    @Test
    void stopsFamiliesAsAWhole() {
        var parent = running(OperationArgs.of(operations.type("bulk"))
                .inProject("default")
                .withClass(OperationClass.DURABLE)
                .withChildren(List.of(
                        gated(OperationClass.DURABLE),
                        gated(OperationClass.DURABLE).inStage(1))));

        cutOff();

        await().until(() -> slots.used() == 0);
        assertThat(local.all()).isEmpty();
        transactions.away(false);
        TestHooks.open(gate);
        assertThat(Crowd.end(operations, parent.id()).status()).isEqualTo("Success");
        assertThat(parent.family())
                .allSatisfy(it -> assertThat(rows.text(it.id()))
                        .contains("\"attempt\": 2")
                        .contains("\"status_code\": 200"));
    }

    /** It is on its way to its end, which is written when the database is back. */
    @Test
    void goesOnWithWhatIsBeingCancelled() {
        var cancelled = operations.scheduleUserOperationFromRequest(
                OperationArgs.of(TestHooks.STUBBORN)
                        .inProject("default")
                        .withClass(OperationClass.DURABLE)
                        .withInputs(Inputs.of(Map.of("gate", gate))),
                SOMEBODY);
        Crowd.awaitRunning(List.of(cancelled));
        await().until(() -> slots.used() == 1);
        transactions.away(true);
        cancelled.live().requestCancel();

        cutOff();

        assertThat(local.all()).containsExactly(cancelled);
        TestHooks.open(gate);
        transactions.away(false);
        assertThat(Crowd.end(operations, cancelled.id()).status()).isEqualTo("Success");
        assertThat(rows.text(cancelled.id())).contains("\"attempt\": 1");
    }
}
