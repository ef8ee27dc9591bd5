package io.operations.operation;

import org.jspecify.annotations.Nullable;

/**
 * Slots that any project and caller may have.
 *
 * @param limit how many there are
 * @param whole who has its share already; null for none
 */
record FreeSlots(int limit, @Nullable SlotHolder whole) implements QueueRepository.Places {

    FreeSlots(int limit) {
        this(limit, null);
    }

    @Override
    public int full() {
        return whole == null ? 0 : 1;
    }

    @Override
    public boolean take(SlotHolder holder) {
        return !holder.equals(whole);
    }

    /** As if this project had been served last. */
    static Turns after(String project) {
        var turns = new Turns();
        turns.served(new SlotHolder(project, ""));
        return turns;
    }
}
