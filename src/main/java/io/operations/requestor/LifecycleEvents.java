package io.operations.requestor;

import io.operations.requestor.LifecycleEntry.Kind;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Lifecycle events that are stored, to be looked back at. */
@Component
public final class LifecycleEvents {

    /** So many entries are deleted in one transaction. */
    private static final int PORTION = 1_000;

    private final LifecycleRepository repository;
    private final TransactionTemplate transaction;

    LifecycleEvents(LifecycleRepository repository, PlatformTransactionManager transactions) {
        this.repository = repository;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * Makes a change and stores what it was, in one transaction.
     *
     * @param change says whether it has changed anything; if not, nothing is stored
     * @return what the change says
     */
    public boolean storeWith(LifecycleEntry entry, BooleanSupplier change) {
        return Boolean.TRUE.equals(transaction.execute(_ -> {
            var changed = change.getAsBoolean();
            if (changed) repository.insert(List.of(entry));
            return changed;
        }));
    }

    public void store(List<LifecycleEntry> entries) {
        if (!entries.isEmpty()) repository.insert(entries);
    }

    /** The entries of a page, and one more if there is another page. */
    public List<LifecycleEntry> page(LifecycleQuery query) {
        return repository.page(query);
    }

    /** Deletes entries that are too old, and of each kind the oldest that are too many. */
    public void prune(Duration retention, int entries) {
        untilDone(() -> repository.pruneOlderThan(retention, PORTION));
        for (var kind : Kind.values()) untilDone(() -> repository.pruneMoreThan(entries, kind, PORTION));
    }

    private static void untilDone(IntSupplier deletion) {
        int deleted;
        do {
            deleted = deletion.getAsInt();
        } while (deleted == PORTION);
    }
}
