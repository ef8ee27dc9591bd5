package io.operations.operation;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/** The types that this member knows: those of its run hooks, and those declared without one. */
@Component
class OperationTypes {

    /** What an operation of an unknown type is called, as in LXD. */
    private static final String UNKNOWN = "Executing operation";

    // Looked up at first use: a run hook may itself need the operation service.
    private final Supplier<Map<String, Entry>> entries;

    private record Entry(OperationType type, @Nullable RunHook hook) {}

    OperationTypes(ObjectProvider<OperationType> types, ObjectProvider<RunHook> hooks) {
        entries = SingletonSupplier.of(() -> collect(types, hooks));
    }

    private static Map<String, Entry> collect(ObjectProvider<OperationType> types, ObjectProvider<RunHook> hooks) {
        var collected = new TreeMap<String, Entry>();
        types.forEach(type -> add(collected, new Entry(type, null)));
        hooks.forEach(hook -> add(collected, new Entry(hook.type(), hook)));
        return Collections.unmodifiableMap(collected);
    }

    private static void add(Map<String, Entry> collected, Entry entry) {
        if (collected.putIfAbsent(entry.type.name(), entry) != null) {
            throw new IllegalStateException("Operation type \"" + entry.type.name() + "\" is declared twice");
        }
    }

    Optional<OperationType> find(String name) {
        return Optional.ofNullable(entries.get().get(name)).map(Entry::type);
    }

    Optional<RunHook> hook(String name) {
        return Optional.ofNullable(entries.get().get(name)).map(Entry::hook);
    }

    /** Names of the types that have a hook. */
    Collection<String> runnable() {
        return entries.get().values().stream()
                .filter(it -> it.hook() != null)
                .map(it -> it.type().name())
                .toList();
    }

    String description(String name) {
        return find(name).map(OperationType::description).orElse(UNKNOWN);
    }

    Collection<OperationType> all() {
        return entries.get().values().stream().map(Entry::type).toList();
    }
}
