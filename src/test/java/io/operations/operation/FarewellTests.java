package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.ServiceTest;
import io.operations.TestHooks;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a member that ends does with durable families: it gives them back, but sees to those that are being cancelled. */
@ServiceTest
class FarewellTests {

    private final OperationService operations;
    private final OperationRepository repository;
    private final Farewell farewell;
    private final Dispatcher dispatcher;
    private final LocalOperations local;
    private final Farewell impatient;
    private final String gate = UUID.randomUUID().toString();

    FarewellTests(
            OperationService operations,
            OperationRepository repository,
            Farewell farewell,
            Dispatcher dispatcher,
            LocalOperations local,
            Acceptance acceptance,
            Handover handover,
            Completion completion,
            Waiters waiters,
            OperationSettings settings) {
        this.operations = operations;
        this.repository = repository;
        this.farewell = farewell;
        this.dispatcher = dispatcher;
        this.local = local;
        var noTime = new OperationSettings(
                settings.runner(),
                settings.retention(),
                settings.metadata(),
                new OperationSettings.Shutdown(Duration.ZERO),
                settings.synchronizeInterval());
        impatient = new Farewell(acceptance, dispatcher, local, handover, completion, waiters, noTime);
    }

    @AfterEach
    void startAgain() {
        farewell.start();
        dispatcher.start();
    }

    private static OperationArgs child(OperationType type, Map<String, ?> inputs) {
        return OperationArgs.of(type)
                .inProject("default")
                .withClass(OperationClass.DURABLE)
                .withInputs(Inputs.of(inputs));
    }

    private Operation schedule(OperationArgs... children) {
        var args = OperationArgs.of(operations.type("bulk"))
                .inProject("default")
                .withClass(OperationClass.DURABLE)
                .withChildren(List.of(children));
        return operations.scheduleUserOperationFromRequest(args, SOMEBODY);
    }

    private List<OperationStatus> statuses(Operation parent) {
        return parent.family().stream()
                .map(it -> repository.find(it.id()).orElseThrow().state().status())
                .toList();
    }

    /** Whatever hooks do about it: nobody waits for them for ever. */
    @Test
    void endsWhatHeedsNoCancel() {
        var task = operations.scheduleUserOperationFromRequest(
                OperationArgs.of(TestHooks.STUBBORN).inProject("default").withInputs(Inputs.of(Map.of("gate", gate))),
                SOMEBODY);
        var family = operations.scheduleUserOperationFromRequest(
                OperationArgs.of(operations.type("bulk"))
                        .inProject("default")
                        .withChildren(List.of(OperationArgs.of(TestHooks.STUBBORN)
                                .inProject("default")
                                .withInputs(Inputs.of(Map.of("gate", gate))))),
                SOMEBODY);
        Crowd.awaitRunning(List.of(task, family.children().getFirst()));

        impatient.stop();

        for (var ended : List.of(task, family, family.children().getFirst())) {
            var end = repository.find(ended.id()).orElseThrow().state();
            assertThat(end.status() + " " + end.errorCode() + " " + end.error())
                    .isEqualTo("FAILURE 503 Member shut down");
        }
        TestHooks.open(gate);
    }

    @Test
    void givesNothingBackThatEnds() {
        var operation =
                operations.scheduleUserOperationFromRequest(child(TestHooks.GATED, Map.of("gate", gate)), SOMEBODY);
        var cancelled =
                operations.scheduleUserOperationFromRequest(child(TestHooks.STUBBORN, Map.of("gate", gate)), SOMEBODY);
        Crowd.awaitRunning(List.of(operation, cancelled));
        cancelled.cancel();

        assertThat(cancelled.live().release()).isNull();
        var last = operation.live().close(new Outcome.Succeeded());
        assertThat(last).isNotNull();
        assertThat(operation.live().release()).isNull();

        repository.finish(operation.header(), operation.owner(), last).join();
        local.remove(operation);
        TestHooks.open(gate);
        assertThat(Crowd.end(operations, cancelled.id()).status()).isEqualTo("Success");
    }

    @Test
    void givesBackWhatGoesOnAndEndsWhatIsBeingCancelled() {
        var goingOn = schedule(
                child(TestHooks.GATED, Map.of("gate", gate)),
                child(TestHooks.FINALIZER, Map.of()).inStage(1));
        var cancelled = schedule(
                child(TestHooks.STUBBORN, Map.of("gate", gate)),
                child(TestHooks.GATED, Map.of("gate", gate)).inStage(1),
                child(TestHooks.FINALIZER, Map.of()).inStage(2));
        Crowd.awaitRunning(
                List.of(goingOn.children().getFirst(), cancelled.children().getFirst()));
        cancelled.cancel();
        await().until(() -> statuses(cancelled).contains(OperationStatus.CANCELLED));

        var stopped = CompletableFuture.runAsync(farewell::stop);

        await().untilAsserted(() -> assertThat(statuses(goingOn)).containsOnly(OperationStatus.PENDING));
        assertThat(stopped).isNotDone();
        TestHooks.open(gate);
        assertThat(stopped).succeedsWithin(Crowd.LONG);
        assertThat(statuses(cancelled))
                .containsExactly(
                        OperationStatus.CANCELLED,
                        OperationStatus.SUCCESS,
                        OperationStatus.CANCELLED,
                        OperationStatus.SUCCESS);
        startAgain();
        assertThat(Crowd.end(operations, goingOn.id()).status()).isEqualTo("Success");
    }
}
