package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static io.operations.operation.OperationStatus.CANCELLED;
import static io.operations.operation.OperationStatus.FAILURE;
import static io.operations.operation.OperationStatus.SUCCESS;
import static org.assertj.core.api.Assertions.assertThat;

import io.operations.ServiceTest;
import io.operations.TestHooks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How a family ends, for every way in which its children do, and every place at which they stand (contract §1.5). */
@ServiceTest
class FamilyOutcomeTests {

    private static final List<OperationStatus> OUTCOMES = List.of(SUCCESS, FAILURE, CANCELLED);

    private final OperationService operations;

    FamilyOutcomeTests(OperationService operations) {
        this.operations = operations;
    }

    /** A child: when it runs, what it comes to if it does, and whether it must. */
    private record Child(int stage, OperationStatus outcome, boolean mustRun) {}

    /** What is to become of the children, in order, and of their parent. */
    private record Expected(List<OperationStatus> children, OperationStatus parent) {

        static Expected of(List<Child> family) {
            var ends = new OperationStatus[family.size()];
            @Nullable OperationStatus first = null;
            for (var stage = 0; stage < 3; stage++) {
                var before = first;
                for (var i = 0; i < ends.length; i++) {
                    var child = family.get(i);
                    if (child.stage == stage) {
                        ends[i] = before == null || child.mustRun ? child.outcome : CANCELLED;
                        first = first == null && ends[i] != SUCCESS ? ends[i] : first;
                    }
                }
            }
            return new Expected(List.of(ends), first == null ? SUCCESS : first);
        }
    }

    @Test
    void isWhatTheFirstChildThatDidNotSucceedCameTo() {
        var families = Stream.of(
                        families(List.of(0), false, true),
                        families(List.of(0, 0), false),
                        families(List.of(0, 0, 0), false),
                        families(List.of(0, 0, 1, 1), false, true),
                        families(List.of(1, 0, 0, 1), false, true),
                        families(List.of(0, 1, 2), false, true),
                        families(List.of(2, 1, 0), false, true))
                .flatMap(List::stream)
                .toList();
        assertThat(families).hasSizeGreaterThan(700);

        var scheduled = new LinkedHashMap<List<Child>, Operation>();
        families.forEach(it -> scheduled.put(it, schedule(it)));

        scheduled.forEach(
                (family, parent) -> assertThat(ends(parent)).as("%s", family).isEqualTo(Expected.of(family)));
    }

    /** Of children in these stages all combinations of outcomes, and of stages that must run or need not. */
    private static List<List<Child>> families(List<Integer> stages, Boolean... mustRun) {
        var families = List.of(List.<Child>of());
        for (var stage : stages) {
            families = families.stream()
                    .flatMap(family -> Stream.of(mustRun)
                            .filter(must -> family.stream().allMatch(it -> it.stage != stage || it.mustRun == must))
                            .flatMap(must -> OUTCOMES.stream().map(it -> with(family, new Child(stage, it, must)))))
                    .toList();
        }
        return families;
    }

    private static List<Child> with(List<Child> family, Child next) {
        var all = new ArrayList<>(family);
        all.add(next);
        return List.copyOf(all);
    }

    private Operation schedule(List<Child> family) {
        return schedule(family.stream().map(FamilyOutcomeTests::args).toArray(OperationArgs[]::new));
    }

    private Operation schedule(OperationArgs... children) {
        var args = OperationArgs.of(operations.type("bulk")).inProject("default");
        return operations.scheduleUserOperationFromRequest(args.withChildren(List.of(children)), SOMEBODY);
    }

    private static OperationArgs args(Child child) {
        var type = child.mustRun ? TestHooks.FINALIZER : TestHooks.NOOP;
        return OperationArgs.of(type)
                .inProject("default")
                .inStage(child.stage)
                .withRunHook(RunHook.of(type, context -> end(child.outcome)));
    }

    private static void end(OperationStatus outcome) {
        if (outcome == FAILURE) {
            throw new OperationException.Failed(418, "failed");
        }
        if (outcome == CANCELLED) {
            throw new CancellationException();
        }
    }

    private Expected ends(Operation parent) {
        var end = Crowd.end(operations, parent.id());
        assertThat(end.err()).isEqualTo(TEXTS.get(parent.status()));
        assertThat(end.errCode()).isEqualTo(parent.status() == SUCCESS ? 0 : 500);
        assertThat(end.status()).isEqualTo(parent.status().text());
        return new Expected(parent.children().stream().map(Operation::status).toList(), parent.status());
    }

    private static final Map<OperationStatus, String> TEXTS = Map.of(
            SUCCESS, "",
            FAILURE, "One or more child operations failed",
            CANCELLED, "context canceled");

    @Test
    void letsTheSiblingsOfAChildThatFailedGoOn() {
        var gate = new CountDownLatch(1);
        var parent = schedule(Crowd.doing(context -> end(FAILURE)), Crowd.doing(context -> gate.await()));
        Crowd.end(operations, parent.children().getFirst().id());

        assertThat(parent.children().getLast().isRunning()).isTrue();
        assertThat(parent.isRunning()).isTrue();
        gate.countDown();

        assertThat(ends(parent)).isEqualTo(new Expected(List.of(FAILURE, SUCCESS), FAILURE));
    }

    /** The later child ends first. */
    @Test
    void goesByTheOrderOfChildrenAndNotOfTheirEnds() {
        var gate = new CountDownLatch(1);
        var parent = schedule(
                Crowd.doing(context -> {
                    gate.await();
                    end(FAILURE);
                }),
                Crowd.doing(context -> end(CANCELLED)));
        Crowd.end(operations, parent.children().getLast().id());
        gate.countDown();

        assertThat(ends(parent)).isEqualTo(new Expected(List.of(FAILURE, CANCELLED), FAILURE));
    }

    @Test
    void isSuccessWhenAllChildrenSucceedInSpiteOfACancel() {
        var gate = new CountDownLatch(1);
        var stubborn = Crowd.doing(context -> awaitUninterruptibly(gate));
        var parent = schedule(stubborn, stubborn);
        Crowd.awaitRunning(parent.children());

        assertThat(parent.cancel()).isTrue();
        gate.countDown();

        assertThat(ends(parent)).isEqualTo(new Expected(List.of(SUCCESS, SUCCESS), SUCCESS));
    }

    @Test
    void isCancelledWhenACancelKeepsALaterStageFromStarting() {
        var gate = new CountDownLatch(1);
        var parent = schedule(
                Crowd.doing(context -> awaitUninterruptibly(gate)),
                args(new Child(1, SUCCESS, false)),
                args(new Child(2, SUCCESS, true)));
        Crowd.awaitRunning(parent.children().subList(0, 1));

        parent.cancel();
        gate.countDown();

        assertThat(ends(parent)).isEqualTo(new Expected(List.of(SUCCESS, CANCELLED, SUCCESS), CANCELLED));
    }

    private static void awaitUninterruptibly(CountDownLatch gate) {
        while (gate.getCount() > 0) {
            try {
                gate.await();
            } catch (InterruptedException e) {
                // This is what it is there for.
            }
        }
    }
}
