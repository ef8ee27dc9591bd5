package io.operations.operation;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The children of parents, as clients see them: those of live parents from memory, all others from PostgreSQL. */
@Component
class Families {

    private static final UUID BEFORE_ALL = new UUID(0, 0);

    /** Children whose metadata is fetched at once: those of the largest size make 8 MiB. */
    private static final int AT_ONCE = 16;

    private final OperationRepository repository;
    private final ListRepository listed;
    private final OperationLifecycle lifecycle;
    private final LocalOperations local;

    Families(
            OperationRepository repository,
            ListRepository listed,
            OperationLifecycle lifecycle,
            LocalOperations local) {
        this.repository = repository;
        this.listed = listed;
        this.lifecycle = lifecycle;
        this.local = local;
    }

    /** Hands the children after one of them to a reader, in order, until it wants no more. */
    void children(OperationView parent, @Nullable UUID after, Predicate<OperationView> reader) {
        if (parent.childCount() == 0) return;
        var from = after == null ? BEFORE_ALL : after;
        var live = local.find(parent.id());
        if (live == null) {
            listed.children(parent.id(), from, row -> reader.test(lifecycle.viewWithoutProgress(row)));
        } else {
            live(live, from, reader);
        }
    }

    private void live(Operation parent, UUID after, Predicate<OperationView> reader) {
        var rows = parent.childRows().stream()
                .filter(it -> it.header().id().compareTo(after) > 0)
                .toList();
        for (var at = 0; at < rows.size(); at += AT_ONCE) {
            for (var row : complete(rows.subList(at, Math.min(at + AT_ONCE, rows.size())))) {
                if (!reader.test(lifecycle.viewWithoutProgress(row))) return;
            }
        }
    }

    /** Of those that are final this member has no metadata any more. */
    private List<OperationRow> complete(List<OperationRow> rows) {
        var parted = rows.stream()
                .filter(OperationRow::isParted)
                .map(it -> it.header().id())
                .toList();
        if (parted.isEmpty()) return rows;
        Map<UUID, OperationRow> stored = repository.findFinal(parted).stream()
                .collect(Collectors.toMap(it -> it.header().id(), it -> it, (it, _) -> it));
        return rows.stream()
                .map(it -> stored.getOrDefault(it.header().id(), it))
                .toList();
    }
}
