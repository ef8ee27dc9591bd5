package io.operations.operation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The slots of one claim: some in hand, the others free until they are taken for a project and caller. */
final class Allotment implements QueueRepository.Places, AutoCloseable {

    private final Slots slots;
    private final int limit;
    private final Map<SlotHolder, Integer> taken = new HashMap<>();
    private final Set<SlotHolder> heldBack = new HashSet<>();
    private int inHand;

    /**
     * @param inHand slots that were taken already, and have no holder yet
     * @param most   operations to claim
     */
    Allotment(Slots slots, int inHand, int most) {
        this.slots = slots;
        this.inHand = inHand;
        this.limit = Math.min(inHand + slots.free(), most);
    }

    @Override
    public int limit() {
        return limit;
    }

    @Override
    public int full() {
        return slots.full();
    }

    boolean isEmpty() {
        return limit == 0;
    }

    @Override
    public boolean take(SlotHolder holder) {
        if (inHand > 0 && slots.assign(holder)) {
            inHand--;
        } else if (!slots.tryTake(holder)) {
            heldBack.add(holder);
            return false;
        }
        taken.merge(holder, 1, Integer::sum);
        return true;
    }

    /** An operation was claimed: the slot is the operation's now. */
    void handOver(SlotHolder holder) {
        taken.merge(holder, -1, Integer::sum);
    }

    /** Those for whom there was no slot. */
    Set<SlotHolder> heldBack() {
        return heldBack;
    }

    /** Gives back what no operation was claimed for. */
    @Override
    public void close() {
        taken.forEach((holder, number) -> slots.giveBack(holder, number));
        slots.giveBack(inHand);
        taken.clear();
        inHand = 0;
    }
}
