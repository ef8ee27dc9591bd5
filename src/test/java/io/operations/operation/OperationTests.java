package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.operations.RuleHooks;
import io.operations.RulesTest;
import io.operations.member.MemberService;
import io.operations.operation.Subject.Kind;
import io.operations.operation.Subject.Kind.Script;
import io.operations.requestor.Requestor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an operation tells of itself: the getters and renderings of contract §1.11. */
@RulesTest
class OperationTests {

    private final OperationService operations;
    private final MemberService member;
    private final String gate = UUID.randomUUID().toString();

    OperationTests(OperationService operations, MemberService member) {
        this.operations = operations;
        this.member = member;
    }

    @AfterEach
    void open() {
        RuleHooks.open(gate);
        RuleHooks.open(gate + "/sibling");
    }

    private Operation copy() {
        return operations.scheduleUserOperationFromRequest(
                OperationArgs.of(RuleHooks.COPY)
                        .inProject("default")
                        .withEntityUrl("/1.0/instances/c1")
                        .withResources(Map.of("instance", List.of("/1.0/instances/c1")))
                        .withInputs(Inputs.of(Map.of("gate", gate))),
                SOMEBODY);
    }

    private Operation schedule(Kind kind) {
        return operations.scheduleUserOperationFromRequest(kind.args(new Script(gate, false, false), false), SOMEBODY);
    }

    @Test
    void tellsWhatItWasMadeOf() {
        var operation = copy();

        assertThat(operation.id().version()).isEqualTo(7);
        assertThat(operation.project()).isEqualTo("default");
        assertThat(operation.operationClass()).isEqualTo(OperationClass.TASK);
        assertThat(operation.type()).isEqualTo(RuleHooks.COPY);
        assertThat(operation.entityUrl()).isEqualTo("/1.0/instances/c1");
        assertThat(operation.resources()).isEqualTo(Map.of("instance", List.of("/1.0/instances/c1")));
        assertThat(operation.inputs().text("gate")).isEqualTo(gate);
        assertThat(operation.requestor()).contains(SOMEBODY);
        assertThat(operation.eventLifecycleRequestor()).isEqualTo(SOMEBODY);
        assertThat(operation.attempt()).isEqualTo(1);
        assertThat(operation.children()).isEmpty();
        assertThat(operation.parent()).isEmpty();
    }

    @Test
    void isLiveFromItsStartToItsEnd() throws Exception {
        var operation = copy();

        assertThat(operation.status()).isEqualTo(OperationStatus.RUNNING);
        assertThat(operation.isRunning()).isTrue();
        assertThat(operation.isCancelled()).isFalse();
        assertThat(operations.localOperations()).containsEntry(operation.id(), operation);
        assertThat(operation.await(Duration.ZERO)).isEmpty();
        RuleHooks.open(gate);
        assertThat(operation.await(Crowd.LONG)).map(OperationView::status).contains("Success");
        assertThat(operation.isRunning()).isFalse();
        assertThat(operation.cancel()).isFalse();
    }

    @Test
    void isNotRunningOnceItIsToStopThoughItsHookStillIs() {
        var operation = operations.scheduleUserOperationFromRequest(
                Kind.TASK.args(new Script(gate, true, false), false), SOMEBODY);
        RuleHooks.awaitArrival(gate);

        assertThat(operation.cancel()).isTrue();

        assertThat(operation.status()).isEqualTo(OperationStatus.CANCELLING);
        assertThat(operation.isRunning()).isFalse();
        assertThat(operation.isCancelled()).isTrue();
        RuleHooks.open(gate);
        assertThat(Crowd.end(operations, operation.id()).status()).isEqualTo("Success");
    }

    @Test
    void rendersItselfForClients() {
        var operation = copy();
        operation.extendMetadata(Map.of("note", 1));
        operation.progress(Progress.percent("copy", 50));

        var view = operation.render();

        assertThat(view.url()).isEqualTo("/1.0/operations/" + operation.id());
        assertThat(view.operationClass()).isEqualTo("task");
        assertThat(view.description()).isEqualTo("Copying instance");
        assertThat(view.createdAt()).isBeforeOrEqualTo(view.updatedAt());
        assertThat(view.resources()).isEqualTo(operation.resources());
        assertThat(view.location()).isEqualTo(member.name());
        assertThat(view.mayCancel()).isTrue();
        assertThat(view.childCount()).isZero();
        assertThat(view.metadata().propertyNames())
                .containsExactlyInAnyOrder("entity_url", "note", "progress", "copy_progress");
        assertThat(operation.renderWithoutProgress().metadata().propertyNames())
                .containsExactlyInAnyOrder("entity_url", "note");
        assertThat(operation.renderFullWithoutProgress().children()).isEmpty();
    }

    @Test
    void rendersItsChildrenInTheOrderOfTheirIds() {
        var parent = schedule(Kind.CHILD);
        parent.children().forEach(it -> it.progress(Progress.percent("copy", 5)));
        parent.progress(Progress.percent("all", 5));

        var full = parent.renderFullWithoutProgress();

        assertThat(full.operation().childCount()).isEqualTo(2);
        assertThat(full.operation().metadata().has("progress")).isFalse();
        assertThat(full.children()).hasSize(2).extracting(OperationView::id).isSorted();
        assertThat(full.children()).noneMatch(it -> it.metadata().has("progress"));
        assertThat(full.children()).extracting(OperationView::requestor).containsOnly(SOMEBODY);
        assertThat(parent.children()).allMatch(it -> it.parent().orElseThrow() == parent);
        assertThat(operations.localOperations())
                .containsKeys(parent.children().getFirst().id(), parent.id());
    }

    @Test
    void schedulesForWhoeverAskedForAnother() {
        var first = copy();

        var second = operations.scheduleUserOperationFromOperation(first, Crowd.args());

        assertThat(second.requestor()).contains(SOMEBODY);
        assertThat(second.parent()).isEmpty();
        Crowd.end(operations, second.id());
        var server = operations.scheduleServerOperation(Crowd.args());
        assertThat(server.requestor()).isEmpty();
        assertThat(server.eventLifecycleRequestor()).isEqualTo(Requestor.NOBODY);
        assertThatExceptionOfType(OperationException.Invalid.class)
                .isThrownBy(() -> operations.scheduleUserOperationFromOperation(server, Crowd.args()))
                .withMessage("Cannot create user operation: No requestor present in parent operation");
        Crowd.end(operations, server.id());
    }

    @Test
    void isScheduledByCodeThatDoesNotKnowForWhom() {
        var first = copy();
        var args = Crowd.args();
        OperationScheduler ofServer = operations::scheduleServerOperation;
        OperationScheduler ofOperation = it -> operations.scheduleUserOperationFromOperation(first, it);

        var scheduled = Stream.of(ofServer, ofOperation, ofOperation)
                .map(it -> it.schedule(args))
                .toList();

        assertThat(scheduled)
                .extracting(Operation::requestor)
                .containsExactly(Optional.empty(), Optional.of(SOMEBODY), Optional.of(SOMEBODY));
        assertThat(scheduled).extracting(Operation::id).doesNotHaveDuplicates();
        assertThat(scheduled)
                .allSatisfy(it ->
                        assertThat(Crowd.end(operations, it.id()).status()).isEqualTo("Success"));
    }

    @Test
    void hasNoInputsThatWereNotGiven() {
        assertThatExceptionOfType(OperationException.NotFound.class)
                .isThrownBy(() -> copy().inputs().value("colour"))
                .withMessage("No value for input key \"colour\"")
                .satisfies(it -> assertThat(it.code()).isEqualTo(404));
    }

    @Test
    void prunesAsAServerOperation() {
        var pruning = operations.pruneExpiredOperations();

        assertThat(pruning.requestor()).isEmpty();
        assertThat(Crowd.end(operations, pruning.id()).status()).isEqualTo("Success");
    }
}
