package io.operations.operation;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What to schedule. Valid once it exists; a refusal says what to mend (contract §1.3.1).
 *
 * @param project           namespace; empty for a server operation
 * @param type              what it does
 * @param operationClass    how it behaves; one that the type allows
 * @param entityUrl         what it acts on, an absolute path; null where the type has a default, never null afterwards
 * @param resources         more of what it acts on: entity type to URLs
 * @param metadata          what clients see from the start
 * @param inputs            arguments for the hook; persisted, never shown
 * @param conflictReference no two active operations may share one; null for none
 * @param runHook           the hook, for work that only this process can do; null where the type's own hook runs
 */
public record OperationArgs(
        String project,
        OperationType type,
        OperationClass operationClass,
        @Nullable String entityUrl,
        Map<String, List<String>> resources,
        Map<String, ?> metadata,
        Inputs inputs,
        @Nullable String conflictReference,
        @Nullable RunHook runHook) {

    private static final Pattern PROJECT = Pattern.compile("[^\\s/\\p{Cntrl}]{0,63}");
    private static final int MAX_REFERENCE = 1024;

    public OperationArgs {
        requireProject(project);
        if (!type.classes().contains(operationClass)) {
            throw invalid("class \"" + operationClass.wireName() + "\" is not one that operation type \"" + type.name()
                    + "\" allows");
        }
        if (conflictReference != null) {
            requireReference(type, conflictReference);
        }
        requireHookFits(operationClass, runHook);
        requireInputs(type, inputs);
        entityUrl = EntityUrl.resolve(type, project, entityUrl);
        resources = Map.copyOf(resources);
        Json.requireStorable(Json.object(resources), "resources");
        metadata = Map.copyOf(metadata);
        Metadata.of(metadata);
    }

    /** The least there is to say, for work without a project: a server operation. */
    public static OperationArgs of(OperationType type) {
        return new OperationArgs("", type, type.defaultClass(), null, Map.of(), Map.of(), Inputs.none(), null, null);
    }

    public OperationArgs inProject(String name) {
        return new OperationArgs(
                name, type, operationClass, null, resources, metadata, inputs, conflictReference, runHook);
    }

    public OperationArgs withClass(OperationClass other) {
        return new OperationArgs(
                project, type, other, entityUrl, resources, metadata, inputs, conflictReference, runHook);
    }

    public OperationArgs withInputs(Inputs values) {
        return new OperationArgs(
                project, type, operationClass, entityUrl, resources, metadata, values, conflictReference, runHook);
    }

    public OperationArgs withMetadata(Map<String, ?> values) {
        return new OperationArgs(
                project, type, operationClass, entityUrl, resources, values, inputs, conflictReference, runHook);
    }

    public OperationArgs withConflictReference(String reference) {
        return new OperationArgs(
                project, type, operationClass, entityUrl, resources, metadata, inputs, reference, runHook);
    }

    public OperationArgs withRunHook(RunHook hook) {
        return new OperationArgs(
                project, type, operationClass, entityUrl, resources, metadata, inputs, conflictReference, hook);
    }

    private static void requireProject(String project) {
        if (!PROJECT.matcher(project).matches()) {
            throw invalid("project must be at most 63 characters without spaces and slashes");
        }
    }

    private static void requireReference(OperationType type, String reference) {
        if (type.conflictAction() == ConflictAction.NONE) {
            throw invalid("Conflict reference \"" + reference + "\" provided for operation type \"" + type.description()
                    + "\" that does not support conflicts");
        }
        if (reference.isBlank() || reference.length() > MAX_REFERENCE) {
            throw invalid("conflict_reference must not be blank nor longer than " + MAX_REFERENCE + " characters");
        }
        Json.requireStorable(reference, "conflict_reference");
    }

    private static void requireHookFits(OperationClass operationClass, @Nullable RunHook hook) {
        if (hook != null && operationClass == OperationClass.DURABLE) {
            throw invalid("Durable operation Run hooks are statically defined");
        }
        if (hook != null && operationClass == OperationClass.TOKEN) {
            throw invalid("Token operations cannot have a Run hook");
        }
    }

    private static void requireInputs(OperationType type, Inputs inputs) {
        Json.requireStorable(inputs.json(), "inputs");
        var accepted = type.inputs();
        for (var name : inputs.json().propertyNames()) {
            if (accepted.stream().noneMatch(it -> it.name().equals(name))) {
                throw invalid("inputs." + name + " is not an input of operation type \"" + type.name() + "\"");
            }
        }
        accepted.forEach(it -> requireInput(it, inputs));
    }

    private static void requireInput(OperationInput input, Inputs inputs) {
        var value = inputs.optional(input.name());
        if (value.isEmpty() && input.required()) {
            throw invalid("inputs." + input.name() + " is required");
        }
        if (value.isPresent() && !input.kind().accepts(value.get())) {
            throw invalid("inputs." + input.name() + " must be " + input.kind().phrase());
        }
    }

    /** A refusal of arguments, in LXD's words. */
    static OperationException.Invalid invalid(String reason) {
        return new OperationException.Invalid("Failed validating operation arguments: " + reason);
    }
}
