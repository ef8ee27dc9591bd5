package io.operations.web;

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
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The body of {@code POST /1.0/operations} (design §5). */
record SchedulePayload(Fields fields, String project) {

    private static final Set<String> KNOWN =
            Set.of("type", "class", "entity_url", "resources", "metadata", "inputs", "conflict_reference");

    SchedulePayload {
        fields.only(KNOWN);
    }

    OperationArgs toArgs(OperationService operations) {
        var type = operations.type(fields.requiredText("type"));
        return new OperationArgs(
                project,
                type,
                operationClass(type, fields.text("class")),
                fields.text("entity_url"),
                fields.lists("resources"),
                fields.map("metadata"),
                Inputs.of(fields.object("inputs")),
                fields.text("conflict_reference"),
                null);
    }

    private static OperationClass operationClass(OperationType type, @Nullable String name) {
        return name == null
                ? type.defaultClass()
                : OperationClass.ofWireName(name)
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
