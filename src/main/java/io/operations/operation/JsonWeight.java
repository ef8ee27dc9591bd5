package io.operations.operation;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** How many bytes of memory a tree of JSON takes, estimated. */
final class JsonWeight {

    private static final int OBJECT = 160;
    private static final int FIELD = 96;
    private static final int ARRAY = 80;
    private static final int ELEMENT = 8;
    private static final int TEXT = 56;
    private static final int VALUE = 24;

    private JsonWeight() {}

    static long of(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT ->
                OBJECT
                        + value.properties().stream()
                                .mapToLong(it -> FIELD + it.getKey().length() + of(it.getValue()))
                                .sum();
            case ARRAY ->
                ARRAY
                        + value.values().stream()
                                .mapToLong(it -> ELEMENT + of(it))
                                .sum();
            case STRING -> TEXT + text(value.stringValue());
            case NUMBER, BINARY, BOOLEAN, MISSING, NULL, POJO -> VALUE;
        };
    }

    static long of(Map<String, List<String>> lists) {
        return OBJECT
                + lists.entrySet().stream()
                        .mapToLong(it -> FIELD
                                + ARRAY
                                + text(it.getKey())
                                + it.getValue().stream()
                                        .mapToLong(text -> ELEMENT + TEXT + text(text))
                                        .sum())
                        .sum();
    }

    /** Two bytes a character, as if none were Latin-1 only. */
    private static long text(String text) {
        return 2L * text.length();
    }
}
