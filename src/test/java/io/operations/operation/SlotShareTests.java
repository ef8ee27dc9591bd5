package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.ServiceTest;
import io.operations.TestHooks;
import io.operations.requestor.Requestor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** Row M of the issue: one request, or one caller, or one project, takes not every slot of a member. */
@ServiceTest
@TestPropertySource(properties = "operations.runner.slots=20")
class SlotShareTests {

    private static final Requestor ANOTHER = new Requestor("another", "tls", "127.0.0.1:2");
    private static final int MANY = 40;

    /** Three quarters of 20, while the rest is free. */
    private static final int SHARE = 15;

    private final OperationService operations;
    private final Slots slots;
    private final Api api;
    private final String gate = Bodies.unique();
    private final List<Operation> scheduled = new ArrayList<>();

    SlotShareTests(OperationService operations, Slots slots, @LocalServerPort int port) {
        this.operations = operations;
        this.slots = slots;
        this.api = Api.on(port);
    }

    private OperationArgs gated(String project) {
        return OperationArgs.of(TestHooks.GATED).inProject(project).withInputs(Inputs.of(Map.of("gate", gate)));
    }

    private Operation schedule(OperationArgs args, Requestor requestor) {
        scheduled.add(operations.scheduleUserOperationFromRequest(args, requestor));
        return scheduled.getLast();
    }

    private void awaitRunning(Operation operation) {
        await().until(() -> operations.find(operation.id()).status().equals("Running"));
    }

    @AfterEach
    void letAllEnd() {
        TestHooks.open(gate);
        scheduled.forEach(it -> Crowd.end(operations, it.id()));
        await().until(() -> slots.used() == 0);
    }

    @Test
    void leaveSlotsToOthersInSpiteOfALargeFamily() {
        var child = gated("default");
        schedule(
                OperationArgs.of(operations.type("bulk"))
                        .inProject("default")
                        .withChildren(
                                IntStream.range(0, MANY).mapToObj(_ -> child).toList()),
                SOMEBODY);
        await().until(() -> slots.used() == SHARE);

        awaitRunning(schedule(gated("default"), ANOTHER));
        awaitRunning(schedule(gated(api.project("p" + Bodies.unique())), SOMEBODY));
        assertThat(slots.used()).isEqualTo(SHARE + 2);
    }

    @Test
    void leaveSlotsToOthersInSpiteOfALongQueue() {
        IntStream.range(0, MANY).forEach(_ -> schedule(gated("default"), SOMEBODY));
        await().until(() -> slots.used() == SHARE);

        awaitRunning(schedule(gated("default"), ANOTHER));
        awaitRunning(schedule(gated(api.project("p" + Bodies.unique())), SOMEBODY));
        assertThat(slots.used()).isEqualTo(SHARE + 2);
    }

    /** What waits for its share is started as soon as there is room, without anybody looking for it. */
    @Test
    void areTakenByWhatWaitedForItsShare() {
        var first = Bodies.unique();
        var args = OperationArgs.of(TestHooks.GATED).inProject("default").withInputs(Inputs.of(Map.of("gate", first)));
        IntStream.range(0, SHARE).forEach(_ -> schedule(args, SOMEBODY));
        var waiting = schedule(gated("default"), SOMEBODY);
        assertThat(waiting.status()).isEqualTo(OperationStatus.PENDING);

        TestHooks.open(first);

        awaitRunning(waiting);
    }
}
