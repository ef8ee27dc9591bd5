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
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A durable family whose member lets go of it goes on where it was, here on the same member. */
@ServiceTest
class HandoverTests {

    private final OperationService operations;
    private final OperationListing listing;
    private final Completion completion;
    private final OperationRepository repository;
    private final LocalOperations local;
    private final Dispatcher dispatcher;
    private final JdbcClient jdbc;
    private final String gate = UUID.randomUUID().toString();

    HandoverTests(
            OperationService operations,
            OperationListing listing,
            Completion completion,
            OperationRepository repository,
            LocalOperations local,
            Dispatcher dispatcher,
            JdbcClient jdbc) {
        this.operations = operations;
        this.listing = listing;
        this.completion = completion;
        this.repository = repository;
        this.local = local;
        this.dispatcher = dispatcher;
        this.jdbc = jdbc;
    }

    private static OperationArgs child(OperationType type, Map<String, ?> inputs) {
        return OperationArgs.of(type)
                .inProject("default")
                .withClass(OperationClass.DURABLE)
                .withInputs(Inputs.of(inputs));
    }

    private OperationArgs gated(String name) {
        return child(TestHooks.GATED, Map.of("gate", name));
    }

    private Operation schedule(OperationArgs... children) {
        var args = OperationArgs.of(operations.type("bulk"))
                .inProject("default")
                .withClass(OperationClass.DURABLE)
                .withChildren(List.of(children));
        return operations.scheduleUserOperationFromRequest(args, SOMEBODY);
    }

    /** As a member does when it ends, or another one when it finds it gone. */
    private void changeHands(Operation parent) {
        letGo(parent);
        giveBack(parent);
    }

    private void letGo(Operation parent) {
        parent.family().stream().filter(it -> !it.live().isClosed()).forEach(completion::giveAway);
    }

    private void giveBack(Operation parent) {
        release(parent.family().stream().map(Operation::id).toList());
        dispatcher.wake();
    }

    private void release(List<UUID> ids) {
        jdbc.sql(
                        "UPDATE active_operation SET owner = NULL, status_code = 105 WHERE status_code IN (103, 105) AND id IN (:ids)")
                .param("ids", ids)
                .update();
    }

    private List<OperationView> children(Operation parent) {
        return Listings.children(listing, operations.find(parent.id()));
    }

    private void awaitStatuses(Operation parent, String... expected) {
        await().untilAsserted(() -> {
            assertThat(local.find(parent.id())).isNotNull().isNotSameAs(parent);
            assertThat(children(parent)).extracting(OperationView::status).containsExactly(expected);
        });
    }

    private int attempt(UUID id) {
        return repository.find(id).orElseThrow().state().attempt();
    }

    @Test
    void goesOnWhereItWas() {
        TestHooks.open(gate + "/now");
        var parent =
                schedule(gated(gate + "/now"), gated(gate), gated(gate + "/now").inStage(1));
        Crowd.end(operations, parent.children().getFirst().id());
        Crowd.awaitRunning(parent.children().subList(1, 2));

        changeHands(parent);

        awaitStatuses(parent, "Success", "Running", "Pending");
        assertThat(operations.find(parent.id()).status()).isEqualTo("Running");
        TestHooks.open(gate);
        assertThat(Crowd.end(operations, parent.id()).status()).isEqualTo("Success");
        assertThat(children(parent)).extracting(OperationView::status).containsOnly("Success");
        assertThat(attempt(parent.id())).isEqualTo(2);
        assertThat(attempt(parent.children().get(0).id())).isEqualTo(1);
        assertThat(attempt(parent.children().get(1).id())).isEqualTo(2);
    }

    @Test
    void remembersWhichChildHasFailed() {
        var failing = child(TestHooks.PATIENT, Map.of("failures", 1, "code", 400));
        var parent = schedule(
                failing,
                child(TestHooks.PATIENT, Map.of("failures", 0, "gate", gate)),
                gated(gate).inStage(1),
                child(TestHooks.FINALIZER, Map.of()).inStage(2));
        Crowd.end(operations, parent.children().getFirst().id());
        Crowd.awaitRunning(parent.children().subList(1, 2));

        changeHands(parent);

        awaitStatuses(parent, "Failure", "Running", "Pending", "Pending");
        TestHooks.open(gate);
        assertThat(Crowd.end(operations, parent.id()).err()).isEqualTo("One or more child operations failed");
        assertThat(children(parent))
                .extracting(OperationView::status)
                .containsExactly("Failure", "Success", "Cancelled", "Success");
        assertThat(children(parent).getFirst().err()).isEqualTo("failure 1");
    }

    @Test
    void waitsForTheNextAttemptOfAChildWithItsFailures() {
        var parent = schedule(child(TestHooks.PATIENT, Map.of("failures", 1, "gate", gate)));
        var child = parent.children().getFirst().id();
        await().until(() -> jdbc.sql("SELECT failures FROM active_operation WHERE id = :id")
                        .param("id", child)
                        .query(Integer.class)
                        .single()
                == 1);
        var retry = operations.find(child).metadata("retry");

        changeHands(parent);

        awaitStatuses(parent, "Pending");
        assertThat(operations.find(child).metadata("retry")).isNotNull().isEqualTo(retry);
        letGo(requireLive(parent));
        jdbc.sql("UPDATE active_operation SET due_at = now() WHERE id = :id")
                .param("id", child)
                .update();
        giveBack(parent);
        await().untilAsserted(() -> assertThat(operations.find(child).status()).isEqualTo("Running"));
        assertThat(operations.find(child).metadata("retry")).isNull();
        assertThat(TestHooks.runs(child)).isEqualTo(2);
        TestHooks.open(gate);
        assertThat(Crowd.end(operations, parent.id()).status()).isEqualTo("Success");
        assertThat(children(parent).getFirst().metadata("retry")).isNull();
    }

    private Operation requireLive(Operation operation) {
        var live = local.find(operation.id());
        assertThat(live).isNotNull();
        return live;
    }

    @Test
    void cancelsAChildThatWasBeingCancelled() {
        var parent = schedule(
                child(TestHooks.STUBBORN, Map.of("gate", gate + "/never")),
                child(TestHooks.STUBBORN, Map.of("gate", gate)));
        Crowd.awaitRunning(parent.children());
        var cancelled = parent.children().getFirst();
        cancelled.cancel();
        await().until(() -> jdbc.sql("SELECT status_code FROM active_operation WHERE id = :id")
                        .param("id", cancelled.id())
                        .query(Integer.class)
                        .single()
                == 104);

        changeHands(parent);

        awaitStatuses(parent, "Cancelled", "Running");
        TestHooks.open(gate);
        assertThat(Crowd.end(operations, parent.id()).status()).isEqualTo("Cancelled");
        TestHooks.open(gate + "/never");
    }

    @Test
    void endsAllThatHasNotEndedWhenItIsCancelledWhileNobodyRunsIt() {
        TestHooks.open(gate + "/now");
        var parent = schedule(gated(gate + "/now"), gated(gate), gated(gate).inStage(1));
        Crowd.end(operations, parent.children().getFirst().id());
        Crowd.awaitRunning(parent.children().subList(1, 2));
        letGo(parent);
        dispatcher.betweenClaims(() -> {
            release(List.of(
                    parent.id(),
                    parent.children().get(1).id(),
                    parent.children().get(2).id()));

            assertThat(operations.find(parent.id()).status()).isEqualTo("Pending");
            operations.cancel(parent.id(), SOMEBODY);
        });

        assertThat(operations.find(parent.id()).status()).isEqualTo("Cancelled");
        assertThat(children(parent))
                .extracting(OperationView::status)
                .containsExactly("Success", "Cancelled", "Cancelled");
        TestHooks.open(gate);
    }

    @Test
    void findsWhatItCommittedAndEndsWhenItWouldHaveEnded() {
        var timed = gated(gate).withTimeout(Duration.ofSeconds(2));
        var parent = schedule(timed, gated(gate));
        var child = parent.children().getFirst();
        Crowd.awaitRunning(parent.children());
        child.extendMetadata(Map.of("checkpoint", 7));
        child.commitMetadata();
        var deadline = child.state().pacing().deadline();
        assertThat(deadline).isNotNull();

        changeHands(parent);

        awaitStatuses(parent, "Running", "Running");
        var next = requireLive(parent).children().getFirst();
        assertThat(next.metadata()).containsKey("checkpoint");
        assertThat(next.attempt()).isEqualTo(2);
        assertThat(next.state().pacing().deadline()).isEqualTo(deadline);
        var ended = Crowd.end(operations, child.id());
        assertThat(ended.err()).isEqualTo("Operation timed out");
        assertThat(ended.errCode()).isEqualTo(504);
        assertThat(ended.updatedAt()).isBetween(deadline, deadline.plusSeconds(1));
        TestHooks.open(gate);
        assertThat(Crowd.end(operations, parent.id()).err()).isEqualTo("One or more child operations failed");
    }

    /** The next attempt is of another object with the same id, which must not be taken for the one before. */
    @Test
    void persistsWhatTheNextAttemptSays() {
        var parent = schedule(gated(gate));
        var child = parent.children().getFirst();
        Crowd.awaitRunning(parent.children());
        await().until(() -> metadata(child.id()).contains("started"));
        // Written at once, and after a second.
        child.extendMetadata(Map.of("said", 1));
        child.extendMetadata(Map.of("said", 2));

        changeHands(parent);

        awaitStatuses(parent, "Running");
        var next = requireLive(parent).children().getFirst();
        await().until(() -> next.metadata().containsKey("started"));
        next.extendMetadata(Map.of("said", 3));
        await().untilAsserted(() -> assertThat(metadata(child.id())).contains("\"said\": 3"));
        TestHooks.open(gate);
        Crowd.end(operations, parent.id());
    }

    private String metadata(UUID id) {
        return jdbc.sql("SELECT metadata FROM active_operation WHERE id = :id")
                .param("id", id)
                .query(String.class)
                .single();
    }
}
