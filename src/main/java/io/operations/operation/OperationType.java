package io.operations.operation;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an operation does. Declared once, by the hook that serves it or by a bean of its own where there is nothing to run;
 * never renamed, since rows refer to it. Immutable.
 */
public final class OperationType {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    private final String name;
    private final String description;
    private final EntityType entityType;
    private final List<OperationClass> classes;
    private boolean anyEntity;
    private ConflictAction conflictAction = ConflictAction.NONE;
    private boolean bulk;
    private boolean mustRun;
    private boolean reserved;
    private RetryPolicy retry = RetryPolicy.NEVER;
    private @Nullable Duration timeout;
    private List<OperationInput> inputs = List.of();
    private boolean secretInputs;

    private OperationType(String name, String description, EntityType entityType, List<OperationClass> classes) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("Operation type name \"" + name + "\" is not kebab-case");
        }
        if (description.isBlank() || classes.isEmpty()) {
            throw new IllegalArgumentException("Operation type \"" + name + "\" needs a description and a class");
        }
        this.name = name;
        this.description = description;
        this.entityType = entityType;
        this.classes = List.copyOf(classes);
    }

    private OperationType(OperationType other) {
        this(other.name, other.description, other.entityType, other.classes);
        anyEntity = other.anyEntity;
        conflictAction = other.conflictAction;
        bulk = other.bulk;
        mustRun = other.mustRun;
        reserved = other.reserved;
        retry = other.retry;
        timeout = other.timeout;
        inputs = other.inputs;
        secretInputs = other.secretInputs;
    }

    /**
     * A type with no conflicts, no inputs, no retries and no deadline.
     *
     * @param name        stable kebab-case name, {@code http-request}
     * @param description short text for people, shown as the operation's description
     * @param entityType  what it acts on; also its metric label
     * @param classes     the classes it may be scheduled with; the first is the default
     */
    public static OperationType of(String name, String description, EntityType entityType, OperationClass... classes) {
        return new OperationType(name, description, entityType, List.of(classes));
    }

    /** The same, on whatever {@code entity_url} the caller names; the project's where none is named. */
    public OperationType onAnyEntity() {
        var copy = new OperationType(this);
        copy.anyEntity = true;
        return copy;
    }

    /** The same, refusing a conflict reference that is in use. */
    public OperationType failingOnConflict() {
        var copy = new OperationType(this);
        copy.conflictAction = ConflictAction.FAIL;
        return copy;
    }

    /** The same, consisting of children and running nothing itself. */
    public OperationType consistingOfChildren() {
        var copy = new OperationType(this);
        copy.bulk = true;
        return copy;
    }

    /** The same, run as a child even after an earlier stage has failed or the parent was cancelled. */
    public OperationType mustRun() {
        var copy = new OperationType(this);
        copy.mustRun = true;
        return copy;
    }

    /** The same, scheduled by the service's own code only: to callers it does not exist. */
    public OperationType reserved() {
        var copy = new OperationType(this);
        copy.reserved = true;
        return copy;
    }

    /** The same, starting durable operations again that failed. */
    public OperationType retrying(RetryPolicy policy) {
        var copy = new OperationType(this);
        copy.retry = policy;
        return copy;
    }

    /** The same, ending as Failure 504 when it takes longer, unless the operation says otherwise. */
    public OperationType timingOutAfter(Duration limit) {
        var copy = new OperationType(this);
        copy.timeout = limit;
        return copy;
    }

    /** The same, with these inputs; any other is refused. */
    public OperationType withInputs(OperationInput... accepted) {
        if (Stream.of(accepted).anyMatch(it -> it.name().equals(SecretInputs.SEALED))) {
            throw new IllegalArgumentException("No input may be called \"" + SecretInputs.SEALED + "\"");
        }
        var copy = new OperationType(this);
        copy.inputs = List.of(accepted);
        copy.secretInputs = copy.inputs.stream().anyMatch(it -> it.secrecy() != Secrecy.OPEN);
        return copy;
    }

    public String name() {
        return name;
    }

    public String description() {
        return description;
    }

    public EntityType entityType() {
        return entityType;
    }

    public List<OperationClass> classes() {
        return classes;
    }

    public OperationClass defaultClass() {
        return classes.getFirst();
    }

    /** Whether its operations survive their member when that is asked for. */
    public boolean durable() {
        return classes.contains(OperationClass.DURABLE);
    }

    /** Whether {@code entity_url} may be any absolute path. */
    public boolean anyEntity() {
        return anyEntity;
    }

    public ConflictAction conflictAction() {
        return conflictAction;
    }

    public boolean isBulk() {
        return bulk;
    }

    public boolean isMustRun() {
        return mustRun;
    }

    /** Whether callers may not schedule it. */
    public boolean isReserved() {
        return reserved;
    }

    public RetryPolicy retry() {
        return retry;
    }

    /** How long an operation may take that does not say itself; empty for as long as it likes. */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(timeout);
    }

    public List<OperationInput> inputs() {
        return inputs;
    }

    /** Whether the database is not to have some of them as they are. */
    boolean hasSecretInputs() {
        return secretInputs;
    }

    private List<Object> parts() {
        return List.of(
                name,
                description,
                entityType,
                classes,
                List.of(anyEntity, bulk, mustRun, reserved),
                conflictAction,
                retry,
                timeout(),
                inputs);
    }

    /** Whether everything about them is the same: a hook may make its type anew whenever it is asked for it. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other == this || other instanceof OperationType type && parts().equals(type.parts());
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return "OperationType[" + name + "]";
    }
}
