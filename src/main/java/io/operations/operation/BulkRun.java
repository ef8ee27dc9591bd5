package io.operations.operation;

import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One run of a bulk operation: its children stage by stage, each in a slot (contract §1.5, [H]). The first child in order
 * that did not succeed decides how the parent ends. After it, or after a cancel, only children that must run are started.
 */
final class BulkRun {

    private static final OperationLog LOG = OperationLog.of(BulkRun.class);
    private static final String FAILED = "One or more child operations failed";

    private final Operation parent;
    private final OperationRunner runner;
    private final Slots slots;
    private @Nullable OperationStatus firstError;
    private boolean cancelled;

    BulkRun(Operation parent, OperationRunner runner, Slots slots) {
        this.parent = parent;
        this.runner = runner;
        this.slots = slots;
    }

    /**
     * Returns when all children are final and have succeeded.
     *
     * @throws CancellationException      if the first that did not was cancelled
     * @throws OperationException.Failed if it failed
     */
    void run() {
        for (var stage : stages()) {
            stage.forEach(this::startOrSkip);
            stage.forEach(this::awaitEnd);
        }
        if (firstError == OperationStatus.CANCELLED) {
            throw new CancellationException();
        }
        if (firstError != null) {
            throw new OperationException.Failed(Outcome.UNSPECIFIED_CODE, FAILED);
        }
    }

    private Iterable<List<Operation>> stages() {
        return parent.children().stream()
                .collect(Collectors.groupingBy(
                        it -> it.header().family().stage(), TreeMap::new, Collectors.toUnmodifiableList()))
                .values();
    }

    private void startOrSkip(Operation child) {
        if (child.live().isClosed()) {
            return;
        }
        if (!isWanted(child) || !takeSlot(child)) {
            child.live().requestCancel();
            return;
        }
        var due = child.state().pacing().dueAt();
        if (due != null) {
            slots.giveBack(SlotHolder.of(child.header()), 1);
            runner.startWhenDue(child, due);
        } else {
            runner.start(child, OperationRunner.Slot.TAKEN);
        }
    }

    private boolean isWanted(Operation child) {
        return child.type().isMustRun() || !cancelled && firstError == null;
    }

    /** False: the child is not wanted any more. */
    private boolean takeSlot(Operation child) {
        while (true) {
            try {
                slots.take(SlotHolder.of(child.header()));
                return true;
            } catch (InterruptedException e) {
                cancelChildren();
                if (!isWanted(child)) {
                    return false;
                }
            }
        }
    }

    private void awaitEnd(Operation child) {
        var status = status(child);
        if (firstError == null && status != OperationStatus.SUCCESS) {
            firstError = status;
        }
    }

    /** How the child ended; one that this member has lost has failed. */
    private OperationStatus status(Operation child) {
        while (true) {
            try {
                return child.live().finished().get();
            } catch (InterruptedException e) {
                cancelChildren();
            } catch (ExecutionException | CancellationException e) {
                return OperationStatus.FAILURE;
            }
        }
    }

    private static void cancel(Operation child) {
        try {
            child.live().requestCancel();
        } catch (OperationException.Invalid mustRun) {
            LOG.debug(child, "Left to run");
        }
    }

    /** Somebody has cancelled the parent, or this member has lost it. Those that must run are left to run. */
    private void cancelChildren() {
        if (parent.live().isClosed()) {
            throw new CancellationException();
        }
        cancelled = true;
        parent.children().forEach(BulkRun::cancel);
    }
}
