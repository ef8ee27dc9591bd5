package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.operations.RuleHooks;
import io.operations.RulesTest;
import io.operations.operation.Subject.Kind;
import io.operations.operation.Subject.Kind.Script;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A row is written by its owner in its attempt, and by nobody else. */
@RulesTest
class FencedWriteTests {

    private final OperationService operations;
    private final OperationRepository repository;
    private final Rows rows;
    private final String gate = UUID.randomUUID().toString();
    private Operation operation;

    FencedWriteTests(OperationService operations, OperationRepository repository, JdbcClient jdbc) {
        this.operations = operations;
        this.repository = repository;
        this.rows = new Rows(jdbc);
    }

    @BeforeEach
    void schedule() {
        operation = operations.scheduleUserOperationFromRequest(
                Kind.TASK.args(new Script(gate, false, false), false), SOMEBODY);
        RuleHooks.awaitArrival(gate);
    }

    @AfterEach
    void forget() {
        RuleHooks.open(gate);
        await().until(() -> !operations.localOperations().containsKey(operation.id()));
        rows.forgetElsewhere();
    }

    private boolean change(UUID id, int attempt, UUID owner) {
        var next = operation
                .state()
                .with(Metadata.of(Map.of("written", true)), operation.state().updatedAt());
        return repository.change(new Write.Hold(id, attempt), owner, next).join();
    }

    private boolean finish(int attempt, UUID owner) {
        var state = operation.state();
        var ended = state.with(new Outcome.Succeeded(), state.updatedAt());
        var held = new OperationState(
                ended.status(), ended.metadata(), "", 0, ended.location(), attempt, ended.updatedAt(), ended.pacing());
        return repository.finish(operation.header(), owner, held).join();
    }

    @Test
    void belongsToItsOwnerInItsAttempt() {
        var before = rows.text(operation.id());

        assertThat(change(operation.id(), 1, UUID.randomUUID())).isFalse();
        assertThat(change(operation.id(), 2, operation.owner())).isFalse();
        assertThat(change(operation.id(), 0, operation.owner())).isFalse();
        assertThat(change(UUID.randomUUID(), 1, operation.owner())).isFalse();
        assertThat(finish(1, UUID.randomUUID())).isFalse();
        assertThat(finish(2, operation.owner())).isFalse();

        assertThat(rows.text(operation.id())).isEqualTo(before);
        assertThat(change(operation.id(), 1, operation.owner())).isTrue();
        assertThat(rows.text(operation.id())).contains("\"written\": true");
    }

    @Test
    void isNotWrittenOnceItIsFinal() {
        RuleHooks.open(gate);
        Crowd.end(operations, operation.id());
        var before = rows.text(operation.id());

        assertThat(change(operation.id(), 1, operation.owner())).isFalse();
        assertThat(rows.text(operation.id())).isEqualTo(before);
    }

    @Test
    void tellsWhoHasLostItWhenTheyCommit() {
        rows.give(operation.id(), rows.member());

        assertThatExceptionOfType(OperationException.Conflict.class)
                .isThrownBy(operation::commitMetadata)
                .withMessage("Operation \"" + operation.id() + "\" is no longer this member's")
                .satisfies(it -> assertThat(it.code()).isEqualTo(409));
    }
}
