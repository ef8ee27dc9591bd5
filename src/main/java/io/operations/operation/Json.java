package io.operations.operation;

import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON as this room keeps it: trees that PostgreSQL's jsonb can hold. */
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    /**
     * Plain values as JSON.
     *
     * @throws OperationException.Invalid if they are not values that JSON knows
     */
    static ObjectNode object(Map<String, ?> values) {
        if (values.isEmpty()) {
            return MAPPER.createObjectNode();
        }
        try {
            return (ObjectNode) MAPPER.<JsonNode>valueToTree(values);
        } catch (JacksonException e) {
            throw new OperationException.Invalid("Values must be text, numbers, booleans, lists or maps of them");
        }
    }

    static ObjectNode parseObject(String text) {
        return (ObjectNode) MAPPER.readTree(text);
    }

    static <T> T read(String text, TypeReference<T> type) {
        return MAPPER.readValue(text, type);
    }

    static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /**
     * Refuses what jsonb cannot hold: the NUL character and numbers that are not finite.
     *
     * @param field what to call the value in the refusal
     */
    static <T extends JsonNode> T requireStorable(T value, String field) {
        if (value.isString()) {
            requireNoNul(value.stringValue(), field);
        } else if (value.isFloatingPointNumber() && !Double.isFinite(value.asDouble())) {
            throw new OperationException.Invalid(field + " must be a finite number");
        } else if (value.isArray()) {
            value.values().forEach(it -> requireStorable(it, field));
        } else if (value.isObject()) {
            value.properties().forEach(it -> {
                requireNoNul(it.getKey(), field);
                requireStorable(it.getValue(), field + "." + it.getKey());
            });
        }
        return value;
    }

    static String requireNoNul(String text, String field) {
        if (text.indexOf('\0') >= 0) {
            throw new OperationException.Invalid(field + " must not contain NUL characters");
        }
        return text;
    }
}
