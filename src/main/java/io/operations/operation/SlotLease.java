package io.operations.operation;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** The slot of one attempt of an operation, which may be lent to others while the attempt waits. For one thread. */
final class SlotLease implements AutoCloseable {

    private static final ScopedValue<SlotLease> CURRENT = ScopedValue.newInstance();

    private final Slots slots;
    private final SlotHolder holder;
    private boolean held;

    /** @param held whether there is a slot already */
    SlotLease(Slots slots, SlotHolder holder, boolean held) {
        this.slots = slots;
        this.holder = holder;
        this.held = held;
    }

    void take() throws InterruptedException {
        slots.take(holder);
        held = true;
    }

    /** Does the work of the attempt, which may wait with {@link #await}. */
    <T> T during(ScopedValue.CallableOp<T, RuntimeException> work) {
        return ScopedValue.where(CURRENT, this).call(work);
    }

    /** Waits without the slot of whatever attempt this thread works for. */
    static <T> T await(Future<T> future) throws InterruptedException, ExecutionException {
        return CURRENT.isBound() ? CURRENT.get().awaitWithout(future) : future.get();
    }

    private <T> T awaitWithout(Future<T> future) throws InterruptedException, ExecutionException {
        if (!held || future.isDone()) return future.get();
        close();
        try {
            return future.get();
        } finally {
            // If this is interrupted the operation has been cancelled, and goes on without a slot to its end.
            take();
        }
    }

    @Override
    public void close() {
        if (held) slots.giveBack(holder, 1);
        held = false;
    }
}
