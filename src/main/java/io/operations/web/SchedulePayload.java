package io.operations.web;

import io.operations.operation.DurationInput;
import io.operations.operation.IdempotencyKey;
import io.operations.operation.Inputs;
import io.operations.operation.OperationArgs;
import io.operations.operation.OperationClass;
import io.operations.operation.OperationException;
import io.operations.operation.OperationService;
import io.operations.operation.OperationType;
import io.operations.requestor.Requestor;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The body of {@code POST /1.0/operations} (design §5). */
record SchedulePayload(Fields fields, String project) {

    private static final String STAGE = "stage";
    private static final String CHILDREN = "children";
    private static final Duration LONGEST = Duration.ofDays(365);
    private static final Set<String> KNOWN = Set.of(
            "type",
            "class",
            "entity_url",
            "resources",
            "metadata",
            "inputs",
            "conflict_reference",
            "timeout",
            "priority",
            STAGE,
            CHILDREN);

    OperationArgs toArgs(OperationService operations) {
        return toArgs(fields, operations, null);
    }

    private OperationArgs toArgs(Fields given, OperationService operations, @Nullable OperationClass ofParent) {
        given.only(KNOWN);
        var type = operations.type(given.requiredText("type"));
        var operationClass = operationClass(type, given.text("class"), ofParent);
        return OperationArgs.of(type)
                .inProject(project)
                .withClass(operationClass)
                .withEntityUrl(given.text("entity_url"))
                .withResources(given.lists("resources"))
                .withMetadata(given.map("metadata"))
                .withInputs(Inputs.of(given.object("inputs")))
                .withConflictReference(given.text("conflict_reference"))
                .withTimeout(timeout(given))
                .withPriority(given.integer("priority", -OperationArgs.MAX_PRIORITY, OperationArgs.MAX_PRIORITY))
                .inStage(given.integer(STAGE))
                .withChildren(children(given.objects(CHILDREN), operations, operationClass));
    }

    private List<OperationArgs> children(List<Fields> given, OperationService operations, OperationClass ofParent) {
        return IntStream.range(0, given.size())
                .mapToObj(i -> child(i, given.get(i), operations, ofParent))
                .toList();
    }

    /** Of a refusal that names no field of a child, like that of a type that is none, it is said which child it is about. */
    private OperationArgs child(int index, Fields given, OperationService operations, OperationClass ofParent) {
        try {
            return toArgs(given, operations, ofParent);
        } catch (OperationException.Invalid e) {
            throw String.valueOf(e.getMessage()).contains(given.path()) ? e : OperationArgs.ofChild(index, e);
        }
    }

    private static @Nullable Duration timeout(Fields given) {
        var value = given.textOrNumber("timeout");
        return value == null ? null : DurationInput.parse(value, given.name("timeout"), LONGEST);
    }

    /** A child that says nothing is of its parent's class. */
    private static OperationClass operationClass(
            OperationType type, @Nullable String name, @Nullable OperationClass ofParent) {
        if (name == null) {
            return ofParent != null && type.classes().contains(ofParent) ? ofParent : type.defaultClass();
        }
        return OperationClass.ofWireName(name)
                .orElseThrow(() -> new OperationException.Invalid("Unknown operation class \"" + name + "\""));
    }

    /** The caller's key for exactly this: the same fields and values, however they were written. */
    IdempotencyKey key(String text, Requestor caller) {
        return new IdempotencyKey(caller.protocol() + ":" + caller.username(), text, fingerprint());
    }

    private String fingerprint() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of()
                    .formatHex(digest.digest(sorted(fields.json()).toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    private static JsonNode sorted(JsonNode value) {
        if (value.isArray()) {
            var array = JsonNodeFactory.instance.arrayNode();
            value.values().forEach(it -> array.add(sorted(it)));
            return array;
        }
        if (!value.isObject()) {
            return value;
        }
        var byName = new TreeMap<String, JsonNode>();
        value.properties().forEach(it -> byName.put(it.getKey(), sorted(it.getValue())));
        return JsonNodeFactory.instance.objectNode().setAll(byName);
    }
}
