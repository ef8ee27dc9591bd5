package io.operations.operation;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/** The types that this member knows: those of its hooks, and those declared without one. */
@Component
class OperationTypes implements SmartInitializingSingleton {

    /** What an operation of an unknown type is called, as in LXD. */
    private static final String UNKNOWN = "Executing operation";

    // Looked up at first use: a run hook may itself need the operation service.
    private final Supplier<Map<String, Entry>> entries;

    private record Entry(OperationType type, Hooks hooks) {

        /** Whether this member can run what others have put in the queue. */
        boolean isRunnable() {
            return hooks.run() != null || type.isBulk();
        }
    }

    OperationTypes(
            ObjectProvider<OperationType> types, ObjectProvider<RunHook> runs, ObjectProvider<ConnectHook> connects) {
        entries = SingletonSupplier.of(() -> collect(types, runs, connects));
    }

    /** What is declared wrongly is told at the start, when all beans are there, and not at the first use. */
    @Override
    public void afterSingletonsInstantiated() {
        var _ = entries.get();
    }

    private static Map<String, Entry> collect(
            ObjectProvider<OperationType> types, ObjectProvider<RunHook> runs, ObjectProvider<ConnectHook> connects) {
        var collected = new TreeMap<String, Entry>();
        types.forEach(type -> add(collected, new Entry(type, Hooks.NONE)));
        runs.forEach(hook -> {
            requireCalled(hook.type());
            var connect = hook instanceof ConnectHook both ? both : null;
            add(collected, new Entry(hook.type(), new Hooks(hook, connect)));
        });
        connects.stream()
                .filter(it -> !(it instanceof RunHook))
                .forEach(hook -> add(collected, new Entry(hook.type(), new Hooks(null, hook))));
        return Collections.unmodifiableMap(collected);
    }

    private static void requireCalled(OperationType type) {
        if (type.isBulk() || type.classes().stream().allMatch(it -> it == OperationClass.TOKEN)) {
            throw new IllegalStateException("Run hook of operation type \"" + type.name() + "\" would never be called: "
                    + (type.isBulk() ? "bulk operations run their children" : "token operations run nothing"));
        }
    }

    private static void add(Map<String, Entry> collected, Entry entry) {
        if (collected.putIfAbsent(entry.type.name(), entry) != null) {
            throw new IllegalStateException("Operation type \"" + entry.type.name() + "\" is declared twice");
        }
    }

    Optional<OperationType> find(String name) {
        return Optional.ofNullable(entries.get().get(name)).map(Entry::type);
    }

    static OperationException.Invalid unknown(String name) {
        return OperationArgs.invalid("Unknown operation type \"" + name + "\"");
    }

    Hooks hooks(String name) {
        return Optional.ofNullable(entries.get().get(name)).map(Entry::hooks).orElse(Hooks.NONE);
    }

    /** The type of a row, which may be one that only other members know. */
    OperationType of(OperationHeader header) {
        return find(header.type())
                .orElseGet(() -> OperationType.of(header.type(), UNKNOWN, EntityType.SERVER, header.operationClass()));
    }

    /** Names of the types whose operations this member can run. */
    Collection<String> runnable() {
        return entries.get().values().stream()
                .filter(Entry::isRunnable)
                .map(it -> it.type().name())
                .toList();
    }

    /** Names of the types whose operations run even in a family that failed or was cancelled. */
    Collection<String> mustRun() {
        return all().stream()
                .filter(OperationType::isMustRun)
                .map(OperationType::name)
                .toList();
    }

    Collection<OperationType> all() {
        return entries.get().values().stream().map(Entry::type).toList();
    }
}
