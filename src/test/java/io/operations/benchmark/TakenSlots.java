package io.operations.benchmark;

import io.operations.TestHooks;
import io.operations.operation.OperationService;
import io.operations.requestor.Requestor;
import java.util.UUID;

/**
 * Operations at a gate that take every slot of this process's member: whatever may wait in PostgreSQL does so.
 *
 * @param first the one that was accepted before all others
 */
record TakenSlots(String gate, UUID first) {

    /** @param gate one that nobody else opens or has opened */
    static TakenSlots take(OperationService service, Requestor requestor, int slots, String gate) {
        var gated = Stage.gated(gate);
        var first = service.scheduleUserOperationFromRequest(gated, requestor).id();
        for (var i = 1; i < slots; i++) service.scheduleUserOperationFromRequest(gated, requestor);
        return new TakenSlots(gate, first);
    }

    void giveBack() {
        TestHooks.open(gate);
    }
}
