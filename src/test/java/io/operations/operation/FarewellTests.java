package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.operations.ServiceTest;
import io.operations.TestHooks;
import io.operations.member.MemberService;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
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
    private final Slots slots;
    private final String gate = UUID.randomUUID().toString();

    FarewellTests(
            OperationService operations,
            OperationRepository repository,
            Farewell farewell,
            Dispatcher dispatcher,
            LocalOperations local,
            MemberService member,
            Acceptance acceptance,
            Handover handover,
            Completion completion,
            Waiters waiters,
            Slots slots,
            OperationSettings settings) {
        this.operations = operations;
        this.repository = repository;
        this.farewell = farewell;
        this.dispatcher = dispatcher;
        this.local = local;
        this.slots = slots;
        var noTime = new OperationSettings(
                settings.runner(),
                settings.retention(),
                settings.metadata(),
                new OperationSettings.Shutdown(Duration.ZERO),
                settings.synchronizeInterval());
        impatient = new Farewell(member, acceptance, dispatcher, local, handover, completion, waiters, noTime);
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

    /**
     * What heeds no cancel is left to others. Were children given away first, a parent would take them for failed, and end its
     * family.
     */
    @Test
    void leavesFamiliesThatHeedNoCancelToOthersAsTheyAre() {
        var families = IntStream.range(0, 100)
                .mapToObj(_ -> schedule(child(TestHooks.STUBBORN, Map.of("gate", gate))))
                .toList();
        Crowd.awaitRunning(families.stream().map(it -> it.children().getFirst()).toList());
        families.forEach(Operation::cancel);
        await().untilAsserted(() -> assertThat(families)
                .allSatisfy(it -> assertThat(statuses(it)).containsOnly(OperationStatus.CANCELLING)));

        impatient.stop();

        assertThat(local.all()).isEmpty();
        TestHooks.open(gate);
        await().until(() -> slots.used() == 0);
        assertThat(families).allSatisfy(it -> assertThat(statuses(it)).containsOnly(OperationStatus.CANCELLING));
    }

    /** What is looked at when the door closes is accepted, and then treated like everything that runs. */
    @Test
    void overlooksNothingThatIsBeingAccepted() throws Exception {
        var looking = new CountDownLatch(1);
        var accept = new CompletableFuture<Boolean>();
        var hook = new RunHook() {
            @Override
            public OperationType type() {
                return TestHooks.NOOP;
            }

            @Override
            public void validate(Inputs inputs) {
                looking.countDown();
                accept.join();
            }

            @Override
            public void run(RunContext context) throws InterruptedException {
                new CountDownLatch(1).await();
            }
        };
        var accepting = CompletableFuture.supplyAsync(
                () -> operations.scheduleUserOperationFromRequest(Crowd.args().withRunHook(hook), SOMEBODY));
        looking.await();

        var stopped = CompletableFuture.runAsync(impatient::stop);

        await().during(Duration.ofMillis(500)).until(() -> !stopped.isDone());
        accept.complete(true);
        assertThat(stopped).succeedsWithin(Crowd.LONG);
        assertThat(repository.find(accepting.join().id()).orElseThrow().state().status())
                .isEqualTo(OperationStatus.CANCELLED);
        assertThat(local.all()).isEmpty();
    }

    @Test
    void refusesWhatComesAfterwards() {
        impatient.stop();

        assertThatExceptionOfType(OperationException.Unavailable.class)
                .isThrownBy(() -> schedule(child(TestHooks.GATED, Map.of("gate", gate))))
                .withMessage("Service is shutting down");
        assertThat(local.all()).isEmpty();
    }
}
