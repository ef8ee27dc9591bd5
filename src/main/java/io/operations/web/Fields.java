package io.operations.web;

import io.operations.operation.OperationException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of a JSON object that a caller sent; refuses unknown ones, wrong types and nulls, and names the field.
 *
 * @param path where the object is in the body, {@code children[3].} for example; empty at the top
 */
record Fields(ObjectNode json, String path) {

    Fields {
        json.properties().stream()
                .filter(it -> it.getValue().isNull())
                .findFirst()
                .ifPresent(it -> {
                    // The field of that name is not set yet.
                    throw refusal(path + it.getKey(), "must not be null");
                });
    }

    Fields(ObjectNode json) {
        this(json, "");
    }

    /** The same of a caller who says null where others say nothing. */
    static Fields withoutNulls(ObjectNode json) {
        var some = json.deepCopy();
        json.properties().stream().filter(it -> it.getValue().isNull()).forEach(it -> some.remove(it.getKey()));
        return new Fields(some);
    }

    /** What messages call a field. */
    String name(String field) {
        return path + field;
    }

    /** Refuses every field but these. */
    Fields only(Set<String> known) {
        json.propertyNames().stream()
                .filter(it -> !known.contains(it))
                .findFirst()
                .ifPresent(it -> refuse(it, "is not a known field"));
        return this;
    }

    String requiredText(String name) {
        var text = text(name);
        if (text == null) {
            throw refusal(name(name), "is required");
        }
        return text;
    }

    @Nullable
    String text(String name) {
        var value = json.get(name);
        if (value == null) {
            return null;
        }
        return value.isString() ? value.stringValue() : refuse(name, "must be a string");
    }

    /** Refuses text that is there and not of this form. */
    Fields check(String name, Predicate<String> form, String reason) {
        var text = text(name);
        return text == null || form.test(text) ? this : refuse(name, reason);
    }

    /** Text or a number; null where there is none. */
    @Nullable
    JsonNode textOrNumber(String name) {
        var value = json.get(name);
        return value == null || value.isString() || value.isNumber()
                ? value
                : refuse(name, "must be a string or a number");
    }

    /** Whether it is true; false where there is none. */
    boolean bool(String name) {
        var value = json.get(name);
        if (value == null) {
            return false;
        }
        return value.isBoolean() ? value.booleanValue() : refuse(name, "must be true or false");
    }

    /** An array of text; empty where there is none. */
    List<String> texts(String name) {
        var value = json.get(name);
        return value == null ? List.of() : list(name, value);
    }

    /** A whole number from 0; 0 where there is none. */
    int integer(String name) {
        var value = json.get(name);
        if (value == null) {
            return 0;
        }
        return value.isIntegralNumber() && value.canConvertToInt() && value.intValue() >= 0
                ? value.intValue()
                : refuse(name, "must be a whole number, at least 0");
    }

    /** A whole number in these bounds; 0 where there is none. */
    int integer(String name, int least, int most) {
        var value = json.get(name);
        if (value == null) {
            return 0;
        }
        return value.isIntegralNumber()
                        && value.canConvertToInt()
                        && value.intValue() >= least
                        && value.intValue() <= most
                ? value.intValue()
                : refuse(name, "must be a whole number from " + least + " to " + most);
    }

    /** An array of objects; empty where there is none. */
    List<Fields> objects(String name) {
        var value = json.get(name);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray() || value.values().stream().anyMatch(it -> !it.isObject())) {
            return refuse(name, "must be an array of objects");
        }
        var objects = new ArrayList<Fields>();
        for (var object : value.values()) {
            objects.add(new Fields((ObjectNode) object, path + name + "[" + objects.size() + "]."));
        }
        return objects;
    }

    /** An object; empty where there is none. */
    ObjectNode object(String name) {
        var value = json.get(name);
        if (value == null) {
            return JsonNodeFactory.instance.objectNode();
        }
        return value instanceof ObjectNode object ? object : refuse(name, "must be an object");
    }

    /** An object's values by name; empty where there is none. */
    Map<String, JsonNode> map(String name) {
        var map = new HashMap<String, JsonNode>();
        object(name).properties().forEach(it -> map.put(it.getKey(), it.getValue()));
        return map;
    }

    /** An object of lists of text; empty where there is none. */
    Map<String, List<String>> lists(String name) {
        return map(name).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, it -> list(name + "." + it.getKey(), it.getValue())));
    }

    private List<String> list(String name, JsonNode value) {
        if (!value.isArray() || value.values().stream().anyMatch(it -> !it.isString())) {
            return refuse(name, "must be an array of strings");
        }
        return value.values().stream().map(JsonNode::stringValue).toList();
    }

    private <T> T refuse(String name, String reason) {
        throw refusal(name(name), reason);
    }

    private static OperationException refusal(String fullName, String reason) {
        return new OperationException.Invalid("Field \"" + fullName + "\" " + reason);
    }

    /** The names only: values may be secrets. */
    @Override
    public String toString() {
        return "Fields" + json.propertyNames();
    }
}
