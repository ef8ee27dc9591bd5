package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.RuleHooks;
import io.operations.RulesTest;
import io.operations.TestClock;
import io.operations.event.EventHub;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A family that is to stop before its run has begun: its children are seen to all the same, and some must run. */
@RulesTest
class EarlyCancelTests {

    private final OperationFactory factory;
    private final OperationRepository repository;
    private final OperationRunner runner;
    private final OperationService operations;
    private final LocalOperations local;
    private final EventHub hub;
    private final TestClock clock;

    EarlyCancelTests(
            OperationFactory factory,
            OperationRepository repository,
            OperationRunner runner,
            OperationService operations,
            LocalOperations local,
            EventHub hub,
            TestClock clock) {
        this.factory = factory;
        this.repository = repository;
        this.runner = runner;
        this.operations = operations;
        this.local = local;
        this.hub = hub;
        this.clock = clock;
    }

    private static OperationArgs of(OperationType type) {
        return OperationArgs.of(type).inProject("default");
    }

    /** Accepted, and not started yet. */
    private Operation family(OperationArgs... children) {
        var args = of(RuleHooks.BULK).withChildren(List.of(children)).withTimeout(Duration.ofMinutes(1));
        var parent = factory.accepted(args, SOMEBODY, OperationRunner.Slot.NOT_NEEDED);
        local.addFamily(parent);
        var rows = parent.children().stream().map(Operation::row).toList();
        repository
                .insert(new Write.Insert(parent.row(), rows, parent.owner(), null))
                .result()
                .join();
        return parent;
    }

    private List<String> ends(Operation parent) {
        return parent.family().stream()
                .map(it -> Crowd.end(operations, it.id()).status())
                .toList();
    }

    @Test
    void endsItsChildrenAndRunsThoseThatMustRun() {
        try (var heard = new Events(hub)) {
            var parent = family(of(RuleHooks.STEP), of(RuleHooks.MUST).inStage(1));

            assertThat(parent.cancel()).isTrue();
            runner.start(parent, OperationRunner.Slot.NOT_NEEDED);

            assertThat(ends(parent)).containsExactly("Cancelled", "Cancelled", "Success");
            await().until(() -> parent.family().stream().map(Operation::id).allMatch(heard::hasEnd));
            await().untilAsserted(() -> assertThat(local.all()).isEmpty());
        }
    }

    @Test
    void endsItsChildrenWhenItsTimeIsOver() {
        var parent = family(of(RuleHooks.STEP), of(RuleHooks.MUST).inStage(1));
        clock.advance(Duration.ofMinutes(1));

        runner.start(parent, OperationRunner.Slot.NOT_NEEDED);

        assertThat(ends(parent)).containsExactly("Failure", "Cancelled", "Success");
        assertThat(operations.find(parent.id()).err()).isEqualTo("Operation timed out");
        await().untilAsserted(() -> assertThat(local.all()).isEmpty());
    }
}
