package io.operations.operation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What to schedule. Immutable; whether it is allowed is looked at as a whole, when it is scheduled (contract §1.3.1). */
public final class OperationArgs {

    /** No priority is higher; none is lower than its negative. */
    public static final int MAX_PRIORITY = 1_000;

    private static final String REFUSAL = "Failed validating operation arguments: ";

    private final OperationType type;
    private String project = "";
    private OperationClass operationClass;
    private @Nullable String entityUrl;
    private Map<String, List<String>> resources = Map.of();
    private Map<String, ?> metadata = Map.of();
    private Inputs inputs = Inputs.none();
    private @Nullable String conflictReference;
    private @Nullable Duration timeout;
    private int priority;
    private @Nullable RunHook runHook;
    private @Nullable ConnectHook connectHook;
    private int stage;
    private List<OperationArgs> children = List.of();

    private OperationArgs(OperationType type) {
        this.type = type;
        this.operationClass = type.defaultClass();
    }

    private OperationArgs(OperationArgs other) {
        type = other.type;
        project = other.project;
        operationClass = other.operationClass;
        entityUrl = other.entityUrl;
        resources = other.resources;
        metadata = other.metadata;
        inputs = other.inputs;
        conflictReference = other.conflictReference;
        timeout = other.timeout;
        priority = other.priority;
        runHook = other.runHook;
        connectHook = other.connectHook;
        stage = other.stage;
        children = other.children;
    }

    /**
     * The least there is to say, for work without a project: a server operation.
     *
     * @param type one that is declared, by a hook or by a bean of its own
     */
    public static OperationArgs of(OperationType type) {
        return new OperationArgs(type);
    }

    /** In this namespace; empty for a server operation. */
    public OperationArgs inProject(String name) {
        var copy = new OperationArgs(this);
        copy.project = name;
        return copy;
    }

    /** Behaving like this; the type must allow it. */
    public OperationArgs withClass(OperationClass other) {
        var copy = new OperationArgs(this);
        copy.operationClass = other;
        return copy;
    }

    /** Acting on this, an absolute path; null where the type has a default. */
    public OperationArgs withEntityUrl(@Nullable String url) {
        var copy = new OperationArgs(this);
        copy.entityUrl = url;
        return copy;
    }

    /**
     * Acting on these too: entity type to URLs.
     *
     * @throws OperationException.Invalid if a list or a URL is null
     */
    public OperationArgs withResources(Map<String, List<String>> urls) {
        var copy = new OperationArgs(this);
        copy.resources = copyOf(urls);
        return copy;
    }

    /**
     * Shown to clients from the start; null is a value like others.
     *
     * @throws OperationException.Invalid if they are not values that JSON knows
     */
    public OperationArgs withMetadata(Map<String, ?> values) {
        var copy = new OperationArgs(this);
        copy.metadata = Json.copyOf(values);
        return copy;
    }

    /** Arguments for the hook; persisted, never shown. */
    public OperationArgs withInputs(Inputs values) {
        var copy = new OperationArgs(this);
        copy.inputs = values;
        return copy;
    }

    /** No two active operations may share one; null for none. */
    public OperationArgs withConflictReference(@Nullable String reference) {
        var copy = new OperationArgs(this);
        copy.conflictReference = reference;
        return copy;
    }

    /** From the first start to the end; null for what the type says. */
    public OperationArgs withTimeout(@Nullable Duration limit) {
        var copy = new OperationArgs(this);
        copy.timeout = limit;
        return copy;
    }

    /** What waits for a slot starts before what has a lower one in its project. Default 0; bounded by {@link #MAX_PRIORITY}. */
    public OperationArgs withPriority(int number) {
        var copy = new OperationArgs(this);
        copy.priority = number;
        return copy;
    }

    /** The hook, for work that only this process can do; else the type's own hook runs. */
    public OperationArgs withRunHook(RunHook hook) {
        var copy = new OperationArgs(this);
        copy.runHook = hook;
        return copy;
    }

    /** What to do with whoever attaches; else the type's own hook does it. */
    public OperationArgs withConnectHook(ConnectHook hook) {
        var copy = new OperationArgs(this);
        copy.connectHook = hook;
        return copy;
    }

    /** When a child runs: after all children of the stages before. */
    public OperationArgs inStage(int number) {
        var copy = new OperationArgs(this);
        copy.stage = number;
        return copy;
    }

    /** What a bulk operation consists of. */
    public OperationArgs withChildren(List<OperationArgs> all) {
        var copy = new OperationArgs(this);
        // One that is null is found where the rules are.
        copy.children = Collections.unmodifiableList(new ArrayList<>(all));
        return copy;
    }

    public OperationType type() {
        return type;
    }

    public String project() {
        return project;
    }

    public OperationClass operationClass() {
        return operationClass;
    }

    public @Nullable String entityUrl() {
        return entityUrl;
    }

    public Map<String, List<String>> resources() {
        return resources;
    }

    public Map<String, ?> metadata() {
        return metadata;
    }

    public Inputs inputs() {
        return inputs;
    }

    public @Nullable String conflictReference() {
        return conflictReference;
    }

    /** What the operation says, or else its type. */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(timeout).or(type::timeout);
    }

    public int priority() {
        return priority;
    }

    public @Nullable RunHook runHook() {
        return runHook;
    }

    public @Nullable ConnectHook connectHook() {
        return connectHook;
    }

    public int stage() {
        return stage;
    }

    public List<OperationArgs> children() {
        return children;
    }

    private static Map<String, List<String>> copyOf(Map<String, List<String>> urls) {
        var copy = new HashMap<String, List<String>>();
        urls.forEach((entityType, list) -> copy.put(entityType, copyOf(entityType, list)));
        return Collections.unmodifiableMap(copy);
    }

    private static List<String> copyOf(String entityType, @Nullable List<String> urls) {
        if (urls == null || urls.stream().anyMatch(Objects::isNull)) {
            throw invalid("resources." + entityType + " must be an array of strings");
        }
        return List.copyOf(urls);
    }

    /** A refusal of arguments, in LXD's words. */
    static OperationException.Invalid invalid(String reason) {
        return new OperationException.Invalid(REFUSAL + reason);
    }

    /** The same refusal, saying which child it is about. */
    public static OperationException.Invalid ofChild(int index, OperationException.Invalid refusal) {
        var message = String.valueOf(refusal.getMessage());
        return invalid("Failed validating child operation \"" + index + "\": "
                + (message.startsWith(REFUSAL) ? message.substring(REFUSAL.length()) : message));
    }
}
