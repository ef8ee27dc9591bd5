package io.operations.hook;

import static java.nio.charset.StandardCharsets.UTF_8;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Text and JSON from outside, made such that PostgreSQL's jsonb takes it: no NUL, no half characters, no infinity. */
final class Storable {

    private static final int LONGEST_EXCERPT = 200;

    private Storable() {}

    /** The same text, with a replacement character for each NUL and a question mark for each half of a character. */
    static String text(String text) {
        return new String(text.getBytes(UTF_8), UTF_8).replace('\0', '\uFFFD');
    }

    /** The same JSON, with all names and texts storable, and numbers too great for a double as text. */
    static JsonNode json(JsonNode json) {
        return switch (json) {
            case StringNode text -> StringNode.valueOf(text(text.stringValue()));
            case DoubleNode number when !Double.isFinite(number.doubleValue()) -> StringNode.valueOf(number.asString());
            case ObjectNode object -> object(object);
            case ArrayNode array -> array(array);
            default -> json;
        };
    }

    private static ObjectNode object(ObjectNode object) {
        var storable = JsonNodeFactory.instance.objectNode();
        object.properties().forEach(it -> storable.set(text(it.getKey()), json(it.getValue())));
        return storable;
    }

    private static ArrayNode array(ArrayNode array) {
        var storable = JsonNodeFactory.instance.arrayNode(array.size());
        array.values().forEach(it -> storable.add(json(it)));
        return storable;
    }

    /** The beginning of a text for a message: one line, no control characters, at most 200 characters. */
    static String excerpt(String text) {
        var start = text.substring(0, Math.min(text.length(), 4 * LONGEST_EXCERPT));
        var line = text(start.replaceAll("[\\s\\p{Cntrl}]+", " ").strip());
        return line.length() <= LONGEST_EXCERPT ? line : text(line.substring(0, LONGEST_EXCERPT - 1)) + "…";
    }
}
