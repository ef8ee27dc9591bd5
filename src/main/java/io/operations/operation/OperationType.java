package io.operations.operation;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an operation does. Declared once, by the {@link RunHook} that serves it or by a bean of its own where there is
 * nothing to run; never renamed, since rows refer to it.
 *
 * @param name           stable kebab-case name, {@code http-request}
 * @param description    short text for people, shown as the operation's description
 * @param entityType     what it acts on; also its metric label
 * @param anyEntity      whether {@code entity_url} may be any absolute path, defaulting to the project's
 * @param classes        the classes it may be scheduled with; the first is the default
 * @param conflictAction whether it takes conflict references
 * @param bulk           whether it consists of children and runs nothing itself
 * @param mustRun        whether it runs even after an earlier stage failed
 * @param inputs         what it accepts in {@code inputs}; anything else is refused
 */
public record OperationType(
        String name,
        String description,
        EntityType entityType,
        boolean anyEntity,
        List<OperationClass> classes,
        ConflictAction conflictAction,
        boolean bulk,
        boolean mustRun,
        List<OperationInput> inputs) {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    public OperationType {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("Operation type name \"" + name + "\" is not kebab-case");
        }
        if (description.isBlank() || classes.isEmpty()) {
            throw new IllegalArgumentException("Operation type \"" + name + "\" needs a description and a class");
        }
        classes = List.copyOf(classes);
        inputs = List.copyOf(inputs);
    }

    /** A type with no conflicts and no inputs; the first class is the default. */
    public static OperationType of(String name, String description, EntityType entityType, OperationClass... classes) {
        return new OperationType(
                name, description, entityType, false, List.of(classes), ConflictAction.NONE, false, false, List.of());
    }

    /** The same, on whatever {@code entity_url} the caller names. */
    public OperationType onAnyEntity() {
        return new OperationType(name, description, entityType, true, classes, conflictAction, bulk, mustRun, inputs);
    }

    /** The same, refusing a conflict reference that is in use. */
    public OperationType failingOnConflict() {
        return new OperationType(
                name, description, entityType, anyEntity, classes, ConflictAction.FAIL, bulk, mustRun, inputs);
    }

    /** The same, with these inputs. */
    public OperationType withInputs(OperationInput... accepted) {
        return new OperationType(
                name, description, entityType, anyEntity, classes, conflictAction, bulk, mustRun, List.of(accepted));
    }

    /** Whether its operations survive their member when nothing else is asked for. */
    public boolean durable() {
        return classes.contains(OperationClass.DURABLE);
    }

    public OperationClass defaultClass() {
        return classes.getFirst();
    }

    Set<OperationClass> classSet() {
        return EnumSet.copyOf(classes);
    }
}
