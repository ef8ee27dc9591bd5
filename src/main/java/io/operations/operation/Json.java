package io.operations.operation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON as this room keeps it: trees that PostgreSQL's jsonb can hold. */
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** Levels of arrays and objects in one value: far below what parsers and writers of JSON take, envelope and all. */
    private static final int MAX_DEPTH = 100;

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

    /** The same values, out of reach of whoever has them. */
    static Map<String, JsonNode> copyOf(Map<String, ?> values) {
        var copy = new LinkedHashMap<String, JsonNode>();
        object(values).properties().forEach(it -> copy.put(it.getKey(), it.getValue()));
        return Collections.unmodifiableMap(copy);
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
     * Refuses what jsonb cannot hold or nobody could read back: NUL characters, halves of characters, numbers that are not
     * finite, and deep nesting.
     *
     * @param field what to call the value in the refusal
     */
    static <T extends JsonNode> T requireStorable(T value, String field) {
        if (!fits(value, MAX_DEPTH)) {
            throw new OperationException.Invalid(field + " must not be nested deeper than " + MAX_DEPTH + " levels");
        }
        requireStorableParts(value, field);
        return value;
    }

    private static boolean fits(JsonNode value, int levels) {
        return value.isEmpty() || levels > 0 && value.values().stream().allMatch(it -> fits(it, levels - 1));
    }

    private static void requireStorableParts(JsonNode value, String field) {
        if (value.isString()) {
            requireStorable(value.stringValue(), field);
        } else if (value.isFloatingPointNumber() && !Double.isFinite(value.asDouble())) {
            throw new OperationException.Invalid(field + " must be a finite number");
        } else if (value.isArray()) {
            value.values().forEach(it -> requireStorableParts(it, field));
        } else if (value.isObject()) {
            value.properties().forEach(it -> {
                requireStorable(it.getKey(), field);
                requireStorableParts(it.getValue(), field + "." + it.getKey());
            });
        }
    }

    /** The same for text that is not JSON. */
    static String requireStorable(String text, String field) {
        if (text.indexOf('\0') >= 0) {
            throw new OperationException.Invalid(field + " must not contain NUL characters");
        }
        if (!isWellFormed(text)) {
            throw new OperationException.Invalid(field + " must be well-formed Unicode");
        }
        return text;
    }

    /** Whether each half of a pair has the other half beside it. A loop, because texts are long and all of them are looked at. */
    private static boolean isWellFormed(String text) {
        for (var at = 0; at < text.length(); at++) {
            if (Character.isSurrogate(text.charAt(at)) && !isPair(text, at++)) return false;
        }
        return true;
    }

    private static boolean isPair(String text, int at) {
        return at + 1 < text.length() && Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1));
    }
}
