package io.operations.operation;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Component;

/** Lets go of the durable operations of this member, so that any member may claim them. */
@Component
class Handover {

    /** A parent would take a child that is given away for one that has failed. */
    static final Comparator<Operation> PARENTS_FIRST =
            Comparator.comparing(it -> it.header().family().isChild());

    private static final OperationLog LOG = OperationLog.of(Handover.class);

    private final LocalOperations local;
    private final Fence fence;
    private final OperationMetrics metrics;

    Handover(LocalOperations local, Fence fence, OperationMetrics metrics) {
        this.local = local;
        this.fence = fence;
        this.metrics = metrics;
    }

    /**
     * Closes them and hands the writes over that make them nobody's; what this member goes on with, because it is to stop,
     * stays. Their hooks are not told yet, see {@link Completion#giveAway}.
     *
     * @return parents before children, each with whether its row was still this member's
     */
    Map<Operation, CompletableFuture<Boolean>> release() {
        var released = new LinkedHashMap<Operation, CompletableFuture<Boolean>>();
        var durable = local.all().stream()
                .filter(it -> it.header().durable())
                .sorted(PARENTS_FIRST)
                .toList();
        for (var operation : durable) {
            if (operation.parent().map(released::containsKey).orElse(true)) {
                release(operation, released);
            }
        }
        return released;
    }

    private void release(Operation operation, Map<Operation, CompletableFuture<Boolean>> released) {
        var write = operation.live().release();
        if (write != null) {
            LOG.info(operation, "Left to whoever claims it");
            released.put(operation, write);
            write.thenAccept(this::count);
        }
    }

    private void count(boolean hit) {
        if (hit) {
            metrics.relocated(OperationMetrics.Relocation.HANDED_OVER, 1);
        } else {
            fence.refused();
        }
    }
}
