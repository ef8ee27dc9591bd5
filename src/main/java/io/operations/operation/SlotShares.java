package io.operations.operation;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many slots each project and each caller holds, and whether they may take another one. Not safe for threads.
 *
 * <p>The rule is that of dynamic thresholds, by which the queues of a switch share one memory (Choudhury and Hahne, 1998): a
 * holder may take a slot while it holds fewer than a multiple of those that are free. The multiple for a share {@code s} is
 * {@code s / (1 - s)}, so that one who is alone gets the share and the rest stays free for others.
 */
final class SlotShares {

    private static final int WHOLE = 1_000;

    private final int size;
    private final long projectShare;
    private final long callerShare;
    private final Map<String, Integer> ofProjects = new HashMap<>();
    private final Map<SlotHolder, Integer> ofCallers = new HashMap<>();
    private int held;

    /** @param projectShare of all slots, above 0 and at most 1, which is for no limit */
    SlotShares(int size, double projectShare, double callerShare) {
        this.size = size;
        this.projectShare = Math.round(projectShare * WHOLE);
        this.callerShare = Math.round(callerShare * WHOLE);
    }

    boolean hasRoom(SlotHolder holder) {
        return isBelow(ofProject(holder.project()), projectShare)
                && isBelow(ofCallers.getOrDefault(holder, 0), callerShare);
    }

    private boolean isBelow(int holds, long share) {
        return share == WHOLE || holds * (WHOLE - share) < share * (size - held);
    }

    int ofProject(String project) {
        return ofProjects.getOrDefault(project, 0);
    }

    /** How many callers may not take another slot now. */
    int full() {
        return (int) ofCallers.keySet().stream().filter(it -> !hasRoom(it)).count();
    }

    void add(SlotHolder holder, int slots) {
        ofProjects.compute(holder.project(), (_, before) -> sum(before, slots));
        ofCallers.compute(holder, (_, before) -> sum(before, slots));
        held += slots;
    }

    /** Null for none, so that who holds nothing is not remembered. */
    private static @Nullable Integer sum(@Nullable Integer before, int slots) {
        var sum = (before == null ? 0 : before) + slots;
        return sum == 0 ? null : Integer.valueOf(sum);
    }
}
