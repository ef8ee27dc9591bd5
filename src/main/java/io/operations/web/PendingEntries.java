package io.operations.web;

import io.operations.requestor.LifecycleEntry;
import io.operations.requestor.LifecycleEntry.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.springframework.stereotype.Component;

/** Lifecycle events that are still to be stored. There is room for a number of changes; refusals are counted in any case. */
@Component
final class PendingEntries {

    private static final int MOST_CHANGES = 1_000;

    private final LinkedBlockingQueue<LifecycleEntry> changes = new LinkedBlockingQueue<>(MOST_CHANGES);
    private final RefusalSummary refusals = new RefusalSummary();

    /** An entry, unless there is no room for it. */
    void add(LifecycleEntry entry) {
        if (entry.kind() == Kind.CHANGE) {
            var _ = changes.offer(entry);
        } else {
            refusals.add(entry);
        }
    }

    /** All that there are; from here on there are none. */
    List<LifecycleEntry> take() {
        var all = new ArrayList<LifecycleEntry>();
        changes.drainTo(all);
        all.addAll(refusals.take());
        return all;
    }
}
