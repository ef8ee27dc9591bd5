package io.operations.operation;

import io.operations.requestor.Project;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/** What arguments must be like to be accepted; a refusal says what to mend (contract §1.3.1, messages as LXD's). */
@Component
class OperationRules {

    private static final Duration LONGEST_TIMEOUT = Duration.ofDays(365);
    private static final int MAX_REFERENCE = 1024;

    /** In UTF-8: references are in an index of PostgreSQL, which holds at most 2,704 bytes. */
    private static final int MAX_REFERENCE_BYTES = 2048;

    private final OperationTypes types;
    private final OperationLimitSettings limits;
    private final SecretInputs secretInputs;

    OperationRules(OperationTypes types, OperationLimitSettings limits, SecretInputs secretInputs) {
        this.types = types;
        this.limits = limits;
        this.secretInputs = secretInputs;
    }

    /** @throws OperationException.Invalid if the arguments, or those of a child, break a rule */
    void check(OperationArgs args) {
        if (args.stage() != 0) {
            throw OperationArgs.invalid("Only child operations have stages");
        }
        checkOne(args);
        requireChildrenFit(args);
        for (var i = 0; i < args.children().size(); i++) {
            checkChild(i, args.children().get(i), args);
        }
        requireStages(args.children());
    }

    private void checkChild(int index, @Nullable OperationArgs child, OperationArgs parent) {
        if (child == null) {
            throw OperationArgs.invalid("Operation children cannot be nil");
        }
        try {
            requireChildFits(child, parent);
            checkOne(child);
        } catch (OperationException.Invalid e) {
            throw OperationArgs.ofChild(index, e);
        }
    }

    private void checkOne(OperationArgs args) {
        if (!args.project().isEmpty() && !Project.isName(args.project())) {
            throw OperationArgs.invalid("project " + Project.NAME_RULE);
        }
        requireType(args.type());
        requireClass(args);
        EntityUrl.resolve(args);
        requireHooks(args, hooks(args));
        requireReference(args);
        requireTimeout(args);
        requirePriority(args);
        Json.requireStorable(Json.object(args.resources()), "resources");
        requireInputs(args);
        var metadata = Metadata.of(args.metadata());
        requireSize("resources", JsonSize.of(args.resources()), limits.metadataSize());
        requireSize("inputs", JsonSize.of(args.inputs().json()), limits.inputsSize());
        requireSize("metadata", metadata.size(), limits.metadataSize());
        var run = hooks(args).run();
        if (run != null) {
            run.validate(args.inputs());
        }
        secretInputs.check(args, hooks(args));
    }

    /** Whether another member may run it: not with a hook that only this process has, or secrets that only it can decrypt. */
    boolean isForAnyMember(OperationArgs args) {
        return args.runHook() == null
                && args.operationClass() != OperationClass.WEBSOCKET
                && !secretInputs.areForThisProcess(args, hooks(args));
    }

    private static void requireSize(String field, long size, DataSize limit) {
        if (size > limit.toBytes()) {
            throw OperationArgs.invalid(field + " must be at most " + limit.toBytes() + " bytes of JSON");
        }
    }

    /** The hooks that these arguments bring, or else those of their type. */
    Hooks hooks(OperationArgs args) {
        var own = types.hooks(args.type().name());
        return new Hooks(
                args.runHook() == null ? own.run() : args.runHook(),
                args.connectHook() == null ? own.connect() : args.connectHook());
    }

    /** Another type of that name has other rules, and what is not registered nobody could restore. */
    private void requireType(OperationType type) {
        if (types.find(type.name()).filter(type::equals).isEmpty()) {
            throw OperationTypes.unknown(type.name());
        }
    }

    private static void requireClass(OperationArgs args) {
        var type = args.type();
        if (!type.classes().contains(args.operationClass())) {
            throw OperationArgs.invalid("class \"" + args.operationClass().wireName()
                    + "\" is not one that operation type \"" + type.name() + "\" allows");
        }
    }

    private static void requireHooks(OperationArgs args, Hooks hooks) {
        var operationClass = args.operationClass();
        if (args.connectHook() != null && operationClass != OperationClass.WEBSOCKET) {
            throw OperationArgs.invalid("Only websocket operations can have a Connect hook");
        }
        var refusal = switch (operationClass) {
            case TASK -> taskRefusal(args, hooks);
            case DURABLE -> durableRefusal(args, hooks);
            case TOKEN -> args.runHook() == null ? null : "Token operations cannot have a Run hook";
            case WEBSOCKET -> hooks.connect() == null ? "Websocket operations must have a Connect hook" : null;
        };
        if (refusal != null) {
            throw OperationArgs.invalid(refusal);
        }
    }

    private static @Nullable String taskRefusal(OperationArgs args, Hooks hooks) {
        if (args.type().isBulk()) {
            return args.runHook() == null ? null : "Bulk operations cannot have a Run hook";
        }
        return hooks.run() == null ? "Task operations must have a Run hook" : null;
    }

    private static @Nullable String durableRefusal(OperationArgs args, Hooks hooks) {
        if (args.runHook() != null) {
            return "Durable operation Run hooks are statically defined";
        }
        return hooks.run() == null && !args.type().isBulk()
                ? "No run hook is defined for durable operation \""
                        + args.type().description() + "\""
                : null;
    }

    private static void requireReference(OperationArgs args) {
        var reference = args.conflictReference();
        if (reference == null) {
            return;
        }
        if (args.type().conflictAction() == ConflictAction.NONE) {
            throw OperationArgs.invalid("Conflict reference \"" + reference + "\" provided for operation type \""
                    + args.type().description() + "\" that does not support conflicts");
        }
        if (reference.isBlank() || isTooLong(reference)) {
            throw OperationArgs.invalid("conflict_reference must not be blank nor longer than " + MAX_REFERENCE
                    + " characters or " + MAX_REFERENCE_BYTES + " bytes");
        }
        Json.requireStorable(reference, "conflict_reference");
    }

    private static boolean isTooLong(String reference) {
        return reference.length() > MAX_REFERENCE
                || reference.getBytes(StandardCharsets.UTF_8).length > MAX_REFERENCE_BYTES;
    }

    private static void requireTimeout(OperationArgs args) {
        var timeout = args.timeout();
        if (timeout.isPresent()
                && (timeout.get().toMillis() < 1 || timeout.get().compareTo(LONGEST_TIMEOUT) > 0)) {
            throw OperationArgs.invalid("timeout must be from a millisecond to " + LONGEST_TIMEOUT.toDays() + " days");
        }
    }

    private static void requirePriority(OperationArgs args) {
        if (Math.abs((long) args.priority()) > OperationArgs.MAX_PRIORITY) {
            throw OperationArgs.invalid(
                    "priority must be from -" + OperationArgs.MAX_PRIORITY + " to " + OperationArgs.MAX_PRIORITY);
        }
        // Nobody claims them: it would mean nothing.
        if (args.priority() != 0 && !args.operationClass().hasFamilies()) {
            throw OperationArgs.invalid(
                    "Operations of class \"" + args.operationClass().wireName() + "\" cannot have a priority");
        }
    }

    private static void requireInputs(OperationArgs args) {
        var inputs = args.inputs();
        Json.requireStorable(inputs.json(), "inputs");
        var accepted = args.type().inputs();
        for (var name : inputs.json().propertyNames()) {
            if (accepted.stream().noneMatch(it -> it.name().equals(name))) {
                throw OperationArgs.invalid("inputs." + name + " is not an input of operation type \""
                        + args.type().name() + "\"");
            }
        }
        accepted.forEach(it -> requireInput(it, inputs));
    }

    private static void requireInput(OperationInput input, Inputs inputs) {
        var value = inputs.optional(input.name());
        if (value.isEmpty() && input.required()) {
            throw OperationArgs.invalid("inputs." + input.name() + " is required");
        }
        if (value.isPresent() && !input.kind().accepts(value.get())) {
            throw OperationArgs.invalid(
                    "inputs." + input.name() + " must be " + input.kind().phrase());
        }
    }

    private void requireChildrenFit(OperationArgs args) {
        var children = args.children();
        if (!children.isEmpty() && !args.operationClass().hasFamilies()) {
            throw OperationArgs.invalid(
                    "Operations of class \"" + args.operationClass().wireName() + "\" cannot have children");
        }
        if (!children.isEmpty() && !args.type().isBulk()) {
            throw OperationArgs.invalid("Child operations not allowed for operation type \""
                    + args.type().description() + "\"");
        }
        if (children.isEmpty() && args.type().isBulk()) {
            throw OperationArgs.invalid("Bulk operations must have children");
        }
        if (children.size() > limits.children()) {
            throw OperationArgs.invalid("Bulk operations can have at most " + limits.children() + " children");
        }
    }

    private static void requireChildFits(OperationArgs child, OperationArgs parent) {
        if (child.type().isBulk() || !child.children().isEmpty()) {
            throw OperationArgs.invalid("Bulk operations cannot have nested bulk operations");
        }
        if (!child.operationClass().hasFamilies()) {
            throw OperationArgs.invalid(
                    "Operations of class \"" + child.operationClass().wireName() + "\" cannot have a parent operation");
        }
        if (child.priority() != 0) {
            throw OperationArgs.invalid("Child operations cannot have a priority");
        }
        if (!child.project().equals(parent.project())) {
            throw OperationArgs.invalid("Child operations cannot have a different project to the parent operation");
        }
        if (child.operationClass() != parent.operationClass()) {
            throw OperationArgs.invalid("Child operations cannot have a different class to the parent operation");
        }
    }

    private static void requireStages(List<OperationArgs> children) {
        var stages = new TreeSet<Integer>();
        var typeOfStage = new HashMap<Integer, String>();
        for (var child : children) {
            stages.add(child.stage());
            var name = child.type().name();
            if (!Objects.requireNonNullElse(typeOfStage.putIfAbsent(child.stage(), name), name)
                    .equals(name)) {
                throw OperationArgs.invalid("All children in a stage must have the same operation type");
            }
        }
        if (!stages.isEmpty() && (stages.first() != 0 || stages.last() != stages.size() - 1)) {
            throw OperationArgs.invalid("Child operation stages must be consecutive, starting at 0");
        }
    }
}
