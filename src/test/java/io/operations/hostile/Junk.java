package io.operations.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Text and JSON that somebody may try. */
final class Junk {

    static final int LONG = 200_000;

    /** Fragments of languages that somewhere might be taken for what they are not. As text they are as good as any. */
    static final List<String> FRAGMENTS = List.of(
            "' OR 1=1 --",
            "'; drop table active_operation; --",
            "\"}, \"type\": \"wait\", {\"",
            "') returning *; --",
            "$$;commit;$$",
            "E'\\x41'",
            ":id",
            "?::jsonb",
            "${jndi:ldap://127.0.0.1:1/a}",
            "#{1+1}",
            "{{7*7}}",
            "<script>alert(1)</script>",
            "<!ENTITY x SYSTEM 'file:///etc/passwd'>",
            "%s%n%x%p",
            "\\..\\..\\x",
            "..%2f..%2f",
            "`id`; $(id)",
            "a\r\nSet-Cookie: a=b",
            "\u202eabc",
            "\ufeffabc",
            "\uffff",
            "e\u0301\u0301\u0301",
            "\ud83d\ude00",
            "\u2028",
            "\u007f\u0085",
            "\u0001\u001b[31m",
            "",
            "(null)",
            "true;",
            "NaN,",
            "__proto__",
            "@class",
            "{\"a\": 1}",
            "[]");

    /** What a JSON value is, as far as fields care. */
    enum Kind {
        TEXT,
        NUMBER,
        BOOLEAN,
        ARRAY,
        OBJECT,
        /** No JSON, or nothing that could be kept. */
        POISON
    }

    /** @param wire as it is written in a body, one char for each byte */
    record Value(String wire, Kind kind) {}

    private static final Set<Kind> NONE = EnumSet.noneOf(Kind.class);

    /** @param takes what could be acceptable there */
    record Field(String name, Set<Kind> takes) {

        static Field closed(String name) {
            return new Field(name, NONE);
        }

        static Field of(String name, Kind kind) {
            return new Field(name, EnumSet.of(kind));
        }
    }

    private Junk() {}

    static List<Value> values() {
        return Stream.of(
                        values(Kind.TEXT, FRAGMENTS.stream().map(Junk::quoted)),
                        values(Kind.NUMBER, Stream.of("1", "-0", "0.5", "1e3", "9007199254740993")),
                        values(Kind.BOOLEAN, Stream.of("true", "false")),
                        values(Kind.ARRAY, Stream.of("[]", "[1]", "[null]", "[[]]", "[\"a\", 1]")),
                        values(Kind.OBJECT, Stream.of("{\"a\": 1}", "{\"\": null}", "{\"a\": {\"b\": []}}")),
                        values(Kind.POISON, poison()))
                .flatMap(it -> it)
                .toList();
    }

    private static Stream<Value> values(Kind kind, Stream<String> wires) {
        return wires.map(it -> new Value(it, kind));
    }

    /** What no field takes, and whole objects that hold it. */
    private static Stream<String> poison() {
        return Stream.of(
                        poisonedTexts().map(it -> "\"" + it + "\""),
                        poisonedTexts().map(it -> "{\"a\": {\"b\": [\"" + it + "\"]}}"),
                        poisonedTexts().map(it -> "{\"" + it + "\": 1}"),
                        notNumbers(),
                        notNumbers().map(it -> "{\"a\": [" + it + "]}"),
                        deep(),
                        Stream.of("null", "\"" + "x".repeat(LONG) + "\"", "", "undefined", "'a'", "{\"a\": 1,}"))
                .flatMap(it -> it);
    }

    /** NULs, halves of characters, and bytes that are no UTF-8. */
    static Stream<String> poisonedTexts() {
        return Stream.of(
                "\\u0000",
                "a\\u0000b",
                "\\ud800",
                "\\udfff\\ud800",
                "\\ud83d",
                "\\u12",
                "\\x41",
                "\0",
                "\n",
                "\u0001",
                "\u00c0\u0080",
                "\u00c0\u00af",
                "\u00c1\u00a1",
                "\u00e0\u0080\u00af",
                "\u00f0\u0080\u0080\u00af",
                "\u00ed\u00a0\u0080",
                "\u00ed\u00a0\u00bd\u00ed\u00b8\u0080",
                "\u00f4\u0090\u0080\u0080",
                "\u00f8\u0088\u0080\u0080\u0080",
                "\u0080",
                "\u00ff",
                "\u00fe",
                "\u00c3",
                "\u00f0\u009f\u0098");
    }

    private static Stream<String> notNumbers() {
        return Stream.of(
                "1e400",
                "-1e400",
                "1e999999999",
                "1" + "0".repeat(5_000),
                "NaN",
                "Infinity",
                "-Infinity",
                "+1",
                "01",
                "0x10",
                ".5",
                "1.",
                "1e",
                "--1");
    }

    private static Stream<String> deep() {
        return Stream.of(500, 100_000)
                .flatMap(levels -> Stream.of(
                        "[".repeat(levels) + "]".repeat(levels),
                        "{\"a\":".repeat(levels) + "1" + "}".repeat(levels),
                        "{\"a\": " + "[".repeat(levels) + "1" + "]".repeat(levels) + "}",
                        "[".repeat(levels)));
    }

    /** As a JSON string, in UTF-8, one char for each byte. */
    static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        text.chars().forEach(it -> {
            if (it < ' ') quoted.append("\\u%04x".formatted(it));
            else if (it == '"' || it == '\\') quoted.append('\\').append((char) it);
            else quoted.append((char) it);
        });
        return new String(quoted.append('"').toString().getBytes(UTF_8), ISO_8859_1);
    }
}
