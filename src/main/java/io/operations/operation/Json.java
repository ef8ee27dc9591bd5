package io.operations.operation;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON as this room keeps it: trees, as PostgreSQL will take them. */
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    static ObjectNode object(Map<String, ?> values) {
        return (ObjectNode) MAPPER.<JsonNode>valueToTree(values);
    }

    static ObjectNode parseObject(String text) {
        return (ObjectNode) MAPPER.readTree(text);
    }

    static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }
}
