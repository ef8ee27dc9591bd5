package io.operations.operation;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The persisted arguments of an operation: names and JSON values (contract §1.10). Never shown to clients. */
public final class Inputs {

    private static final Inputs NONE = new Inputs(JsonNodeFactory.instance.objectNode());

    private final ObjectNode json;

    private Inputs(ObjectNode json) {
        this.json = json;
    }

    public static Inputs none() {
        return NONE;
    }

    /** Inputs from JSON as received; a copy is kept. */
    public static Inputs of(ObjectNode json) {
        return new Inputs(json.deepCopy());
    }

    /** Inputs from plain values: text, numbers, booleans, lists and maps of them. */
    public static Inputs of(Map<String, ?> values) {
        return new Inputs(Json.object(values));
    }

    /**
     * A value that must be there.
     *
     * @throws OperationException.NotFound if it is missing or null
     */
    public JsonNode value(String key) {
        var value = json.get(key);
        if (value == null || value.isNull()) {
            throw new OperationException.NotFound("No value for input key \"" + key + "\"");
        }
        return value;
    }

    /** A value that may be missing; null counts as missing. */
    public Optional<JsonNode> optional(String key) {
        return Optional.ofNullable(json.get(key)).filter(it -> !it.isNull());
    }

    /** A text or number, as text. */
    public String text(String key) {
        return value(key).asString();
    }

    /** A copy as JSON. */
    public ObjectNode toJson() {
        return json.deepCopy();
    }

    ObjectNode json() {
        return json;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Inputs inputs && json.equals(inputs.json);
    }

    @Override
    public int hashCode() {
        return json.hashCode();
    }

    /** The names only: values may be secrets. */
    @Override
    public String toString() {
        return "Inputs" + json.propertyNames();
    }
}
