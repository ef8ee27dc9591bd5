package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.operations.ServiceTest;
import io.operations.requestor.Projects;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** Rows L and B1: what a member holds, and what waits there, is bounded for each project and for all. */
@ServiceTest
@TestPropertySource(properties = {"operations.memory.operations=2MB", "operations.runner.slots=1"})
class HeldOperationsTests {

    /** Of one project, of the least size: more than half of the memory takes. */
    private static final int TOO_MANY = 257;

    private final OperationService operations;
    private final OperationListing listing;
    private final HeldOperations held;
    private final LocalOperations local;
    private final Projects projects;
    private final CountDownLatch gate = new CountDownLatch(1);
    private final List<Operation> scheduled = new ArrayList<>();

    HeldOperationsTests(
            OperationService operations,
            OperationListing listing,
            HeldOperations held,
            LocalOperations local,
            Projects projects) {
        this.operations = operations;
        this.listing = listing;
        this.held = held;
        this.local = local;
        this.projects = projects;
    }

    @AfterEach
    void end() {
        gate.countDown();
        scheduled.forEach(Operation::cancel);
        await().atMost(Crowd.LONG).until(() -> local.all().isEmpty());
        assertThat(held.taken()).isZero();
    }

    private Operation schedule(OperationArgs args) {
        var operation = operations.scheduleUserOperationFromRequest(args, SOMEBODY);
        scheduled.add(operation);
        return operation;
    }

    private OperationArgs waiting(String project) {
        return Crowd.doing(_ -> gate.await()).inProject(project);
    }

    private int scheduledUntilRefused(String project) {
        for (var number = 0; number < TOO_MANY; number++) {
            try {
                schedule(waiting(project));
            } catch (OperationException.TooMany refused) {
                assertThat(refused).hasMessage("Operations of one project take too much memory");
                return number;
            }
        }
        throw new AssertionError("Not refused");
    }

    /** They can wait nowhere else: what they do is known to this process only. */
    @Test
    void refusesAProjectThatHasItsShareOfWhatWaitsHere() {
        projects.create("other", "");
        schedule(waiting("default"));

        assertThat(scheduledUntilRefused("default")).isGreaterThan(200);

        assertThat(schedule(waiting("other"))).isNotNull();
        scheduled.get(10).cancel();
        await().until(() -> local.find(scheduled.get(10).id()) == null);
        assertThat(schedule(waiting("default"))).isNotNull();
    }

    @Test
    void refusesFamiliesThatDoNotFit() {
        var family = OperationArgs.of(operations.type("bulk"))
                .inProject("default")
                .withChildren(Collections.nCopies(TOO_MANY, waiting("default")));

        assertThatExceptionOfType(OperationException.TooMany.class).isThrownBy(() -> schedule(family));
        assertThat(held.taken()).isZero();
    }

    /** Or a family of 10,000 calls that are answered with 62 KB would hold 620 MB until it ends. */
    @Test
    void keepsNoMetadataOfChildrenThatHaveEnded() {
        var ends = Crowd.doing(context -> context.updateMetadata(Map.of("text", "it was here")));
        var parent = schedule(OperationArgs.of(operations.type("bulk"))
                .inProject("default")
                .withChildren(List.of(ends, waiting("default"))));
        var child = parent.children().getFirst();

        await().until(() -> child.row().isParted());

        assertThat(child.status()).isEqualTo(OperationStatus.SUCCESS);
        var shown = Listings.children(listing, operations.find(parent.id()));
        assertThat(shown).extracting(OperationView::status).containsExactly("Success", "Running");
        assertThat(shown.getFirst().metadata("text")).hasToString("\"it was here\"");
        assertThat(operations.await(child).join().metadata("text")).hasToString("\"it was here\"");
    }

    /** What can be claimed waits in PostgreSQL. */
    @Test
    void takesNoMemoryForWhatIsQueued() {
        schedule(waiting("default"));
        var taken = held.taken();

        for (var number = 0; number < TOO_MANY; number++) schedule(Crowd.args());

        assertThat(held.taken()).isEqualTo(taken);
    }
}
