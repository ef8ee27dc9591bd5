package io.operations.web;

/**
 * How much memory a body takes once it is parsed, estimated before it is: a body of nothing but brackets becomes a tree of more
 * than twenty times its size.
 */
final class BodyWeight {

    /** A node with an empty table, or the list of an array. */
    private static final int NODE = 160;

    /** A name, its entry and its value. */
    private static final int FIELD = 112;

    private static final int ELEMENT = 48;

    private BodyWeight() {}

    /** Its text, which is decoded once more, and the nodes. What only looks like one, within a text, counts too. */
    static long of(byte[] json) {
        var weight = 2L * json.length;
        for (var character : json) {
            weight += switch (character) {
                case '{', '[' -> NODE;
                case ':' -> FIELD;
                case ',' -> ELEMENT;
                default -> 0;
            };
        }
        return weight;
    }
}
