package io.operations.hook;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Takes secrets out of what an endpoint says, which may repeat what it was sent. */
final class Redaction {

    static final Redaction NONE = new Redaction(List.of());

    private static final String REDACTED = "[redacted]";

    /** A shorter word would be found where it does not stand for the secret. */
    static final int SHORTEST_WORD = 8;

    private final List<String> hidden;

    private Redaction(List<String> hidden) {
        this.hidden = hidden;
    }

    /** The whole values, what comes after their first word ({@code Bearer}), and how JSON writes both. */
    static Redaction of(Collection<String> secrets) {
        return new Redaction(secrets.stream()
                .flatMap(it -> Stream.of(it, withoutScheme(it)))
                .flatMap(it -> Stream.of(it, inJson(it), inJson(it).replace("/", "\\/")))
                .filter(it -> !it.isEmpty())
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList());
    }

    private static String withoutScheme(String value) {
        var rest = value.substring(value.indexOf(' ') + 1);
        return rest.length() < SHORTEST_WORD ? "" : rest;
    }

    private static String inJson(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    String apply(String text) {
        var redacted = text;
        for (var each : hidden) {
            redacted = redacted.replace(each, REDACTED);
        }
        return redacted;
    }
}
