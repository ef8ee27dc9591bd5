package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.RuleHooks;
import io.operations.RulesTest;
import io.operations.event.EventHub;
import io.operations.operation.Events.Told;
import io.operations.requestor.Projects;
import io.operations.requestor.Requestor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Design §6, Order: what listeners, waiters and the row tell of one operation fits together, in this order. */
@RulesTest
class EventOrderTests {

    private static final int OPERATIONS = 300;
    private static final int LISTENERS = 5;
    private static final int LONGEST_NANOS = 1_000_000;

    private final OperationService operations;
    private final OperationRepository repository;
    private final EventHub hub;
    private final Projects projects;

    EventOrderTests(OperationService operations, OperationRepository repository, EventHub hub, Projects projects) {
        this.projects = projects;
        this.operations = operations;
        this.repository = repository;
        this.hub = hub;
    }

    @Test
    void tellsAllListenersOneStoryThatEndsWithTheEnd() throws Exception {
        var listeners =
                IntStream.range(0, LISTENERS).mapToObj(_ -> new Events(hub)).toList();
        try {
            var bodies = Crowd.atOnce(OPERATIONS, this::busyAndPerhapsCancelled);

            bodies.forEach(it -> Crowd.end(operations, it.id()));
            for (var listener : listeners) {
                await().atMost(Crowd.LONG).until(() -> bodies.stream().allMatch(it -> listener.hasEnd(it.id())));
                bodies.forEach(body -> assertStory(listener.of(body.id()), body));
            }
            assertThat(bodies)
                    .extracting(it -> operations.find(it.id()).status())
                    .contains("Success", "Cancelled");
        } finally {
            listeners.forEach(Events::close);
        }
    }

    /** Its hook, and for some another thread too, change it until it is over; some are cancelled meanwhile. */
    private OperationView busyAndPerhapsCancelled(int number) {
        var args = number % 4 == 0
                ? Crowd.args()
                : Crowd.doing(context -> {
                    for (var step = 1; step <= 4; step++) {
                        context.extendMetadata(Map.of("step", step));
                        pause();
                    }
                });
        var operation = operations.scheduleUserOperationFromRequest(args, SOMEBODY);
        var body = operation.render();
        if (number % 2 == 0) {
            Thread.ofVirtual().start(() -> meddleWith(operation));
        }
        if (number % 3 == 0) {
            pause();
            operation.cancel();
        }
        return body;
    }

    private static void meddleWith(Operation operation) {
        try {
            for (var times = 0; times < 100; times++) {
                operation.extendMetadata(Map.of("meddled", times));
                LockSupport.parkNanos(50_000);
            }
        } catch (OperationException.Invalid e) {
            // It is over.
        }
    }

    private static void pause() {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(LONGEST_NANOS));
    }

    private void assertStory(List<Told> story, OperationView body) {
        var row = operations.find(body.id());
        assertThat(story.stream().filter(Told::isFinal)).hasSize(1);
        assertThat(story.getLast().isFinal()).isTrue();
        assertThat(story.getLast().status()).isEqualTo(row.status());
        assertThat(story.getLast().updatedAt()).isEqualTo(row.updatedAt());
        assertThat(story).extracting(Told::updatedAt).isSorted();
        assertThat(story.getFirst().updatedAt()).isAfterOrEqualTo(body.createdAt());
        assertThat(story).extracting(it -> rank(it.status())).isSorted();
        assertThat(steps(story)).isSorted();
        assertThat(body.status().equals("Pending") || story.stream().anyMatch(it -> isSame(it, body)))
                .as("whether %s was told of, in %s", body, story)
                .isTrue();
    }

    private static boolean isSame(Told told, OperationView body) {
        return told.status().equals(body.status()) && told.updatedAt().equals(body.updatedAt());
    }

    private static List<Integer> steps(List<Told> story) {
        return story.stream().map(it -> it.metadata().path("step").asInt(0)).toList();
    }

    private static int rank(String status) {
        return List.of("Pending", "Running", "Cancelling").indexOf(status)
                + (OperationStatus.ofText(status).orElseThrow().isFinal() ? 10 : 0);
    }

    @Test
    void isInMemoryNeverOlderThanItsRowUntilItEnds() throws Exception {
        var gate = new CountDownLatch(1);
        var operation = operations.scheduleUserOperationFromRequest(
                Crowd.doing(context -> {
                    while (!gate.await(0, TimeUnit.SECONDS)) {
                        context.extendMetadata(Map.of("now", System.nanoTime()));
                        context.commitMetadata();
                    }
                }),
                SOMEBODY);

        for (var i = 0; i < 200; i++) {
            assertNotOlder(operation);
        }
        gate.countDown();
        Crowd.end(operations, operation.id());
        // Between the commit of the end and its settling here the row is ahead: nobody has been told of it yet.
        assertNotOlder(operation);
        assertThat(operation.render().hasEnded()).isTrue();
    }

    private void assertNotOlder(Operation operation) {
        var row = repository.find(operation.id()).orElseThrow();
        var view = operation.render();
        assertThat(view.updatedAt()).isAfterOrEqualTo(row.state().updatedAt());
        assertThat(rank(view.status()))
                .isGreaterThanOrEqualTo(rank(row.state().status().text()));
    }

    @Test
    void commitsTheEndThenWakesWhoWaitsThenTellsWhoListens() throws Exception {
        var waiters = new ConcurrentHashMap<UUID, CompletableFuture<OperationView>>();
        var wrong = new CopyOnWriteArrayList<String>();
        try (var heard = new Events(hub, it -> {
            if (it.isFinal() && waiters.containsKey(it.id())) {
                wrong.addAll(missingBeforeTheEvent(it.id(), waiters));
            }
        })) {
            for (var i = 0; i < 100; i++) {
                var gate = UUID.randomUUID().toString();
                var operation = step(gate);
                waiters.put(
                        operation.id(), operations.await(operation.id()).thenApply(it -> seenInPostgreSql(it, wrong)));
                RuleHooks.open(gate);
            }

            await().atMost(Crowd.LONG).until(() -> waiters.keySet().stream().allMatch(heard::hasEnd));
            assertThat(wrong).isEmpty();
        }
    }

    private List<String> missingBeforeTheEvent(UUID id, Map<UUID, CompletableFuture<OperationView>> waiters) {
        var missing = new ArrayList<String>();
        if (!(waiters.get(id) instanceof CompletableFuture<?> waiter && waiter.isDone())) {
            missing.add(id + " was told before its waiter was woken");
        }
        if (!repository.find(id).orElseThrow().isFinal()) {
            missing.add(id + " was told before it was committed");
        }
        return missing;
    }

    private OperationView seenInPostgreSql(OperationView view, List<String> wrong) {
        if (!repository.find(view.id()).orElseThrow().isFinal()) {
            wrong.add(view.id() + " woke its waiter before it was committed");
        }
        return view;
    }

    private Operation step(String gate) {
        return operations.scheduleUserOperationFromRequest(
                Subject.Kind.TASK.args(new Subject.Kind.Script(gate, false, false), false), SOMEBODY);
    }

    /** The child's thread is held up between being final and saying so, as it may be at any time. */
    @Test
    void tellsOfTheEndOfChildrenBeforeThatOfTheirParent() throws Exception {
        var heldUp = new CompletableFuture<Void>();
        try (var heard = new Events(hub)) {
            var gate = UUID.randomUUID().toString();
            var parent = operations.scheduleUserOperationFromRequest(
                    Subject.Kind.BULK.args(new Subject.Kind.Script(gate, false, false), false), SOMEBODY);
            var child = parent.children().getFirst().id();
            var woken = operations
                    .await(child)
                    .thenAccept(_ -> heldUp.orTimeout(500, TimeUnit.MILLISECONDS)
                            .exceptionally(_ -> null)
                            .join());
            var end = operations.await(parent.id());
            RuleHooks.open(gate);

            end.thenAccept(_ -> heldUp.complete(null)).join();
            woken.join();

            await().until(() -> heard.hasEnd(child) && heard.hasEnd(parent.id()));
            assertThat(heard.told().stream().filter(Told::isFinal).map(Told::id))
                    .containsSubsequence(child, parent.id());
        }
    }

    @Test
    void tellsWhoCancelledAndInWhichProject() {
        projects.create("other", "");
        try (var heard = new Events(hub)) {
            var ours = Stream.of("", "default", "other").map(this::cancelled).toList();

            await().until(() -> ours.stream()
                    .allMatch(it -> heard.hasEnd(it) && !heard.lifecycleOf(it).isEmpty()));
            assertThat(ours).allSatisfy(it -> assertThat(heard.lifecycleOf(it)).hasSize(1));
            assertThat(ours.stream()
                            .map(it -> heard.lifecycleOf(it)
                                    .getFirst()
                                    .path("project")
                                    .asString()))
                    .containsExactly("default", "default", "other");
            var event = heard.lifecycleOf(ours.getFirst()).getFirst().path("metadata");
            assertThat(event.path("action").asString()).isEqualTo("operation-cancelled");
            assertThat(event.path("source").asString()).isEqualTo("/1.0/operations/" + ours.getFirst());
            assertThat(event.path("requestor").toString())
                    .isEqualTo("{\"username\":\"eve\",\"protocol\":\"tls\",\"address\":\"1.2.3.4:5\"}");
            assertThat(operationEvents(heard, ours.getFirst())).allMatch(it -> !it.has("project"));
        }
    }

    private static List<tools.jackson.databind.JsonNode> operationEvents(Events heard, UUID id) {
        return heard.all().stream()
                .filter(it -> it.at("/metadata/id").asString("").equals(id.toString()))
                .toList();
    }

    private UUID cancelled(String project) {
        var operation = operations.scheduleServerOperation(
                OperationArgs.of(RuleHooks.STEP).inProject(project).withInputs(Inputs.of(Map.of("gate", "never"))));
        operations.cancel(operation.id(), new Requestor("eve", "tls", "1.2.3.4:5"));
        Crowd.end(operations, operation.id());
        return operation.id();
    }

    @Test
    void namesNobodyWhereTheServiceCancels() {
        try (var heard = new Events(hub)) {
            var gate = UUID.randomUUID().toString();
            var operation = step(gate);
            operations.cancel(operation.id(), null);

            await().until(() -> !heard.lifecycleOf(operation.id()).isEmpty());
            assertThat(heard.lifecycleOf(operation.id())
                            .getFirst()
                            .path("metadata")
                            .has("requestor"))
                    .isFalse();
            assertThat(operation.eventLifecycleRequestor()).isEqualTo(SOMEBODY);
            Crowd.end(operations, operation.id());
        }
    }
}
