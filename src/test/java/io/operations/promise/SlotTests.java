package io.operations.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.ServiceTest;
import io.operations.TestHooks;
import io.operations.operation.OperationArgs;
import io.operations.operation.OperationService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** No more operations run at once than there are slots; the others are Pending and start in order. */
@ServiceTest
@TestPropertySource(properties = "operations.runner.slots=2")
class SlotTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Api api;
    private final OperationService operations;
    private final List<String> gates =
            IntStream.range(0, 10).mapToObj(_ -> Bodies.unique()).toList();
    private final List<UUID> scheduled = new ArrayList<>();

    SlotTests(@LocalServerPort int port, @Autowired OperationService operations) {
        api = Api.on(port);
        this.operations = operations;
    }

    private void schedule(int number) {
        gates.stream()
                .limit(number)
                .forEach(it -> scheduled.add(
                        api.schedule(Bodies.gated(it)).hasStatus(202).id()));
    }

    @AfterEach
    void letAllEnd() {
        gates.forEach(TestHooks::open);
        scheduled.forEach(api::await);
    }

    private List<String> statuses() {
        return scheduled.stream().map(this::status).toList();
    }

    private String status(UUID id) {
        return api.get("/1.0/operations/" + id).operationStatus();
    }

    private boolean hasStarted(UUID id) {
        return api.get("/1.0/operations/" + id).metadata().path("metadata").has("started");
    }

    @Test
    void startsInOrderAsSlotsBecomeFree() {
        schedule(10);

        var listed = api.get("/1.0/operations").metadata();
        assertThat(listed.path("running").size()).isEqualTo(2);
        assertThat(listed.path("pending").size()).isEqualTo(8);
        for (var ended = 1; ended <= 8; ended++) {
            TestHooks.open(gates.get(ended - 1));
            var expected = new ArrayList<String>();
            for (var i = 0; i < 10; i++) {
                expected.add(i < ended ? "Success" : i < ended + 2 ? "Running" : "Pending");
            }
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(statuses()).isEqualTo(expected));
        }
    }

    @Test
    void doesNotStartWhatIsPending() {
        schedule(3);
        await().atMost(PATIENCE).until(() -> hasStarted(scheduled.get(1)));

        assertThat(statuses()).containsExactly("Running", "Running", "Pending");
        assertThat(hasStarted(scheduled.get(2))).isFalse();
    }

    @Test
    void runsServerOperationsWithoutASlot() {
        schedule(3);

        var server = operations.scheduleServerOperation(OperationArgs.of(TestHooks.NOOP));

        assertThat(api.await(server.id()).operationStatus()).isEqualTo("Success");
        assertThat(status(scheduled.get(2))).isEqualTo("Pending");
    }

    @Test
    void cancelsWhatIsPendingAtOnce() {
        schedule(4);
        var pending = scheduled.get(2);
        var answer = api.getLater("/1.0/operations/" + pending + "/wait");

        api.delete("/1.0/operations/" + pending).hasStatus(200);

        assertThat(answer)
                .succeedsWithin(PATIENCE)
                .satisfies(it -> assertThat(it.operationStatus()).isEqualTo("Cancelled"));
        var cancelled = api.get("/1.0/operations/" + pending);
        assertThat(cancelled.operationStatus()).isEqualTo("Cancelled");
        assertThat(cancelled.operationError()).isEqualTo("context canceled 500");
        assertThat(hasStarted(pending)).isFalse();
        assertThat(statuses()).containsExactly("Running", "Running", "Cancelled", "Pending");
        TestHooks.open(gates.get(0));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(statuses()).containsExactly("Success", "Running", "Cancelled", "Running"));
        api.delete("/1.0/operations/" + pending).refuses(400, "Only running operations can be cancelled");
    }

    @Test
    void holdsTheConflictReferenceWhilePending() {
        schedule(2);
        var waiting = "{\"type\": \"gated\", \"inputs\": {\"gate\": \"%1$s\"}, \"conflict_reference\": \"%1$s\"}"
                .formatted(gates.get(9));
        scheduled.add(api.schedule(waiting).hasStatus(202).id());
        assertThat(status(scheduled.getLast())).isEqualTo("Pending");

        api.schedule(waiting).refuses(409);
    }
}
