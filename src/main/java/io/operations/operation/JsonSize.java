package io.operations.operation;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * How many bytes of UTF-8 a value makes as JSON, once PostgreSQL has held it: jsonb writes numbers out, so that the five
 * characters {@code 1e308} come back as 309. Nothing is written for it.
 */
final class JsonSize {

    /** What stands around a name or text, and between a name and its value with the comma after. */
    private static final int QUOTES = 2;

    private static final int BRACKETS = 2;
    private static final byte ESCAPE = 6;

    /** How many bytes each character makes. */
    private static final byte[] ASCII = ascii();

    private JsonSize() {}

    static long of(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT ->
                BRACKETS
                        + commas(value)
                        + value.properties().stream()
                                .mapToLong(it -> text(it.getKey()) + 1 + of(it.getValue()))
                                .sum();
            case ARRAY ->
                BRACKETS
                        + commas(value)
                        + value.values().stream().mapToLong(JsonSize::of).sum();
            case STRING -> text(value.stringValue());
            case NUMBER -> number(value);
            case BINARY, BOOLEAN, MISSING, NULL, POJO -> value.toString().length();
        };
    }

    /** The same for lists of text by name. */
    static long of(Map<String, List<String>> lists) {
        return lists.entrySet().stream()
                .mapToLong(it -> text(it.getKey())
                        + QUOTES
                        + BRACKETS
                        + it.getValue().stream()
                                .mapToLong(text -> text(text) + 1)
                                .sum())
                .sum();
    }

    private static int commas(JsonNode value) {
        return Math.max(0, value.size() - 1);
    }

    private static long text(String text) {
        var size = (long) QUOTES;
        // A loop over a table: texts are long, and each is measured more than once.
        for (var at = 0; at < text.length(); at++) {
            var c = text.charAt(at);
            size += c < ASCII.length ? ASCII[c] : beyondAscii(c);
        }
        return size;
    }

    private static byte[] ascii() {
        var sizes = new byte[0x80];
        for (var c = 0; c < sizes.length; c++) {
            sizes[c] = switch (c) {
                case '"', '\\', '\b', '\t', '\n', '\f', '\r' -> 2;
                default -> c < ' ' ? ESCAPE : 1;
            };
        }
        return sizes;
    }

    /** Half a character counts half of the four bytes that both make. */
    private static int beyondAscii(char c) {
        return c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }

    private static long number(JsonNode value) {
        return value.isIntegralNumber()
                ? value.asString().length()
                : Math.max(value.asString().length(), plain(value.decimalValue()));
    }

    /** Digits before and after the point, whatever the exponent says; a sign, the point and a zero before it. */
    private static long plain(BigDecimal number) {
        var scale = (long) number.scale();
        return 3 + (scale <= 0 ? number.precision() - scale : Math.max(number.precision(), scale));
    }
}
