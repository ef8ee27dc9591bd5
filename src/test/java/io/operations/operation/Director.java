package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.RuleHooks;
import io.operations.RulesTest;
import io.operations.operation.Subject.Kind;
import io.operations.operation.Subject.Kind.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Brings operations into the status in which a test wants them. */
final class Director {

    /** What cannot come about, by kind. */
    private static boolean isUnreachable(Kind kind, OperationStatus status) {
        return switch (kind) {
            // Nothing runs that could end by itself, or be waited for; a console may time out, a token is Cancelled
            // then.
            case TOKEN -> status != OperationStatus.RUNNING && status != OperationStatus.CANCELLED;
            case CONSOLE ->
                Set.of(OperationStatus.PENDING, OperationStatus.CANCELLING, OperationStatus.SUCCESS)
                        .contains(status);
            // Parents need no slot; a durable one is Pending only between two members.
            case BULK, DURABLE_BULK -> status == OperationStatus.PENDING;
            default -> false;
        };
    }

    private final OperationService operations;
    private final Slots slots;
    private final List<UUID> blockers = new ArrayList<>();
    private String blockade = "";

    Director(OperationService operations, Slots slots) {
        this.operations = operations;
        this.slots = slots;
    }

    static boolean canReach(Kind kind, OperationStatus status) {
        return !isUnreachable(kind, status);
    }

    /** From here until {@link #unblock} nothing gets a slot. */
    void block() {
        blockade = UUID.randomUUID().toString();
        for (var i = 0; i < RulesTest.SLOTS; i++) {
            blockers.add(schedule(Kind.TASK, new Script(blockade, false, false), false)
                    .id());
        }
        await().pollDelay(Duration.ZERO)
                .until(() -> slots.isNoneFree() && blockers.stream().allMatch(it -> has(it, OperationStatus.RUNNING)));
    }

    void unblock() {
        RuleHooks.open(blockade);
        blockers.forEach(it -> Crowd.end(operations, it));
        blockers.clear();
        await().pollDelay(Duration.ZERO).until(() -> slots.used() == 0);
    }

    private boolean has(UUID id, OperationStatus status) {
        return operations.find(id).statusCode() == status.code();
    }

    /** One that has just got there. What waits for a slot needs {@link #block}. */
    Subject bring(Kind kind, OperationStatus status) {
        var script = new Script(
                UUID.randomUUID().toString(), status == OperationStatus.CANCELLING, status == OperationStatus.FAILURE);
        var subject = Subject.of(kind, schedule(kind, script, status == OperationStatus.PENDING), script.gate());
        if (status != OperationStatus.PENDING && !kind.runsNothing()) {
            RuleHooks.awaitArrival(script.gate());
        }
        push(subject, status);
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .untilAsserted(
                        () -> assertThat(operations.find(subject.id()).status()).isEqualTo(status.text()));
        return subject;
    }

    private Operation schedule(Kind kind, Script script, boolean later) {
        return operations.scheduleUserOperationFromRequest(kind.args(script, later), SOMEBODY);
    }

    private void push(Subject subject, OperationStatus status) {
        switch (status) {
            case SUCCESS -> RuleHooks.open(subject.gate());
            case FAILURE -> {
                RuleHooks.open(subject.gate());
                if (subject.kind() == Kind.CONSOLE) {
                    subject.operation().live().expire();
                }
            }
            case CANCELLING, CANCELLED -> operations.cancel(subject.id(), null);
            default -> {}
        }
    }

    /** Sees to its end, and tells what it was. */
    OperationView end(Subject subject) {
        subject.letGo();
        subject.top().cancel();
        var end = Crowd.end(operations, subject.id());
        Crowd.end(operations, subject.top().id());
        return end;
    }
}
