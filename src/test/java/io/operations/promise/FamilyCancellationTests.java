package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.ServiceTest;
import io.operations.TestHooks;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Cancelling a family, and one child of it (contract §1.5). */
@ServiceTest
class FamilyCancellationTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Api api;
    private final String gate = Bodies.unique();
    private final String other = Bodies.unique();

    FamilyCancellationTests(@LocalServerPort int port) {
        api = Api.on(port);
    }

    @AfterEach
    void letAllEnd() {
        TestHooks.open(gate);
        TestHooks.open(other);
    }

    private static String url(UUID id) {
        return "/1.0/operations/" + id;
    }

    private UUID schedule(String... children) {
        return api.schedule(Bodies.family(children)).hasStatus(202).id();
    }

    private List<JsonNode> children(UUID parent) {
        return List.copyOf(api.get(url(parent) + "?recursion=1")
                .hasStatus(200)
                .metadata()
                .path("children")
                .values());
    }

    private UUID child(UUID parent, int number) {
        return UUID.fromString(children(parent).get(number).path("id").asString());
    }

    private List<String> statuses(UUID parent) {
        return children(parent).stream().map(it -> it.path("status").asString()).toList();
    }

    private void awaitStatuses(UUID parent, String... expected) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(statuses(parent)).containsExactly(expected));
    }

    private CompletableFuture<Api.Answer> deleteLater(UUID id) {
        return api.sendLater(api.request(url(id)).DELETE().build());
    }

    private static String finalizer(String gate) {
        return Bodies.held("finalizer", gate);
    }

    @Test
    void cancelsOneChildAndNoOther() {
        var parent = schedule(Bodies.gated(gate), Bodies.gated(gate));
        awaitStatuses(parent, "Running", "Running");

        api.delete(url(child(parent, 1))).hasStatus(200);

        assertThat(statuses(parent)).containsExactly("Running", "Cancelled");
        assertThat(api.get(url(parent)).operationStatus()).isEqualTo("Running");
        TestHooks.open(gate);
        var ended = api.await(parent);
        assertThat(ended.operationStatus()).isEqualTo("Cancelled");
        assertThat(ended.operationError()).isEqualTo("context canceled 500");
        assertThat(statuses(parent)).containsExactly("Success", "Cancelled");
        api.delete(url(child(parent, 1))).refuses(400, "Only running operations can be cancelled");
        api.delete(url(child(parent, 0))).refuses(400, "Only running operations can be cancelled");
        api.delete(url(parent)).refuses(400, "Only running operations can be cancelled");
    }

    @Test
    void cancelsAPendingChildAtOnce() {
        var parent = schedule(Bodies.gated(gate), Bodies.inStage(1, Bodies.gated(gate)));

        api.delete(url(child(parent, 1))).hasStatus(200);

        assertThat(statuses(parent).getLast()).isEqualTo("Cancelled");
        TestHooks.open(gate);
        assertThat(api.await(parent).operationStatus()).isEqualTo("Cancelled");
        assertThat(children(parent).getLast().path("metadata").has("started")).isFalse();
    }

    @Test
    void failsWhenAnEarlierChildHasFailedBesides() {
        var parent = schedule(Bodies.failing("no", 500), Bodies.inStage(1, Bodies.gated(gate)));

        var ended = api.await(parent);

        assertThat(ended.operationError()).isEqualTo("One or more child operations failed 500");
        assertThat(statuses(parent)).containsExactly("Failure", "Cancelled");
        assertThat(children(parent).getLast().path("err").asString()).isEqualTo("context canceled");
    }

    @Test
    void cancelsAllChildrenAndWaitsForThem() {
        var parent = schedule(
                Bodies.held("stubborn", gate), Bodies.held("stubborn", other), Bodies.inStage(1, Bodies.gated(gate)));
        awaitStatuses(parent, "Running", "Running", "Pending");

        var deleted = deleteLater(parent);

        awaitStatuses(parent, "Cancelling", "Cancelling", "Cancelled");
        assertThat(api.get(url(parent)).operationStatus()).isEqualTo("Cancelling");
        api.delete(url(parent)).refuses(400, "Only running operations can be cancelled");
        TestHooks.open(gate);
        awaitStatuses(parent, "Success", "Cancelling", "Cancelled");
        assertThat(deleted).isNotDone();
        assertThat(api.get(url(parent)).operationStatus()).isEqualTo("Cancelling");
        TestHooks.open(other);
        assertThat(deleted).succeedsWithin(PATIENCE).satisfies(it -> it.hasStatus(200));
        assertThat(api.get(url(parent)).operationError()).isEqualTo("context canceled 500");
    }

    @Test
    void succeedsWhenAllChildrenDoInSpiteOfTheCancel() {
        var parent = schedule(Bodies.held("stubborn", gate), Bodies.held("stubborn", gate));
        awaitStatuses(parent, "Running", "Running");
        var deleted = deleteLater(parent);
        awaitStatuses(parent, "Cancelling", "Cancelling");

        TestHooks.open(gate);

        assertThat(deleted).succeedsWithin(PATIENCE).satisfies(it -> it.hasStatus(200));
        assertThat(api.get(url(parent)).operationStatus()).isEqualTo("Success");
    }

    @Test
    void startsWhatMustRunAfterACancel() {
        var parent = schedule(
                Bodies.gated(gate), Bodies.inStage(1, Bodies.gated(gate)), Bodies.inStage(2, finalizer(other)));
        awaitStatuses(parent, "Running", "Pending", "Pending");

        var deleted = deleteLater(parent);

        awaitStatuses(parent, "Cancelled", "Cancelled", "Running");
        assertThat(deleted).isNotDone();
        TestHooks.open(other);
        assertThat(deleted).succeedsWithin(PATIENCE).satisfies(it -> it.hasStatus(200));
        assertThat(statuses(parent)).containsExactly("Cancelled", "Cancelled", "Success");
        assertThat(api.get(url(parent)).operationStatus()).isEqualTo("Cancelled");
    }

    @Test
    void refusesToCancelWhatMustRunUntilItHasStarted() {
        var parent = schedule(Bodies.gated(gate), Bodies.inStage(1, finalizer(other)));
        var finalizer = child(parent, 1);
        assertThat(children(parent))
                .extracting(it -> it.path("may_cancel").asBoolean())
                .containsExactly(true, false);

        api.delete(url(finalizer)).refuses(400, "This operation cannot be cancelled");

        assertThat(statuses(parent).getLast()).isEqualTo("Pending");
        TestHooks.open(gate);
        awaitStatuses(parent, "Success", "Running");
        assertThat(children(parent).getLast().path("may_cancel").asBoolean()).isTrue();
        api.delete(url(finalizer)).hasStatus(200);
        assertThat(api.await(parent).operationStatus()).isEqualTo("Cancelled");
        assertThat(statuses(parent)).containsExactly("Success", "Cancelled");
    }

    @Test
    void takesAnOperationThatIsNoChildForOneThatNeedNotRun() {
        var id = api.schedule(finalizer(gate)).hasStatus(202).id();

        assertThat(api.get(url(id)).metadata().path("may_cancel").asBoolean()).isTrue();
        api.delete(url(id)).hasStatus(200);
    }
}
