package io.operations.operation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Parents with their children, as clients see them. */
@Component
class Families {

    private final OperationRepository repository;
    private final OperationLifecycle lifecycle;
    private final LocalOperations local;

    Families(OperationRepository repository, OperationLifecycle lifecycle, LocalOperations local) {
        this.repository = repository;
        this.lifecycle = lifecycle;
        this.local = local;
    }

    /** These operations with their children: those of live parents from memory, all others from PostgreSQL. */
    List<OperationFullView> withChildren(List<OperationView> views) {
        var children = new HashMap<UUID, List<OperationView>>();
        var stored = new ArrayList<UUID>();
        for (var view : views) {
            var live = local.find(view.id());
            if (live != null) {
                children.put(view.id(), live.renderChildren());
            } else if (view.childCount() > 0) {
                stored.add(view.id());
            }
        }
        children.putAll(stored(stored));
        return views.stream()
                .map(it -> new OperationFullView(it, children.getOrDefault(it.id(), List.of())))
                .toList();
    }

    private Map<UUID, List<OperationView>> stored(List<UUID> parents) {
        return repository.children(parents).stream()
                .collect(Collectors.groupingBy(
                        it -> Objects.requireNonNull(it.header().family().parent()),
                        Collectors.mapping(lifecycle::viewWithoutProgress, Collectors.toList())));
    }
}
