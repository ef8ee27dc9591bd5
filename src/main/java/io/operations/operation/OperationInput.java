package io.operations.operation;

import tools.jackson.databind.JsonNode;

/**
 * One input that a type accepts; checked before an operation is accepted, and told by {@code GET /1.0/operation-types}.
 *
 * @param name        key in {@code inputs}
 * @param kind        what JSON it takes
 * @param required    whether an operation is refused without it
 * @param description one line for people: meaning, unit, default
 * @param secrecy     how the database keeps it
 */
public record OperationInput(String name, Kind kind, boolean required, String description, Secrecy secrecy) {

    /** The JSON that an input takes. */
    public enum Kind {
        TEXT("string"),
        NUMBER("number"),
        TEXT_OR_NUMBER("string or number"),
        BOOLEAN("boolean"),
        OBJECT("object"),
        ARRAY("array"),
        ANY("any");

        private final String wireName;

        Kind(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }

        String phrase() {
            return this == ANY ? "a value" : (this == OBJECT || this == ARRAY ? "an " : "a ") + wireName;
        }

        boolean accepts(JsonNode value) {
            return switch (this) {
                case TEXT -> value.isString();
                case NUMBER -> value.isNumber();
                case TEXT_OR_NUMBER -> value.isString() || value.isNumber();
                case BOOLEAN -> value.isBoolean();
                case OBJECT -> value.isObject();
                case ARRAY -> value.isArray();
                case ANY -> true;
            };
        }
    }

    public static OperationInput required(String name, Kind kind, String description) {
        return new OperationInput(name, kind, true, description, Secrecy.OPEN);
    }

    public static OperationInput optional(String name, Kind kind, String description) {
        return new OperationInput(name, kind, false, description, Secrecy.OPEN);
    }

    /** The same, kept like this. */
    public OperationInput kept(Secrecy other) {
        return new OperationInput(name, kind, required, description, other);
    }
}
