package io.operations.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Query strings that make no sense. */
final class QueryAttacks {

    private static final String LIST = "/1.0/operations?";
    private static final String HISTORY = "/1.0/operations?history=true&";
    private static final String OPERATION =
            "/1.0/operations/" + UUID.nameUUIDFromBytes("hostile".getBytes(UTF_8)) + "/";

    /** Where a parameter has to be of a certain form, or something that exists. */
    private static final List<String> STRICT = List.of(
            LIST + "project=",
            HISTORY + "project=",
            HISTORY + "limit=",
            HISTORY + "status=",
            HISTORY + "after=",
            HISTORY + "created_after=",
            OPERATION + "wait?timeout=",
            OPERATION + "wait?timeout=1&secret=",
            OPERATION + "websocket?secret=",
            "/1.0/events?type=",
            "/1.0/events?project=");

    private static final List<String> LENIENT = List.of(
            LIST + "all-projects=",
            LIST + "recursion=",
            LIST + "history=",
            HISTORY + "type=",
            HISTORY + "entity_url=",
            HISTORY + "recursion=",
            HISTORY + "limit=1&",
            "/1.0/projects?recursion=",
            "/1.0?",
            "/actuator/health?");

    private QueryAttacks() {}

    static Stream<Attack> all() {
        return Stream.of(
                        STRICT.stream().flatMap(to -> junk().map(it -> Attack.refused(to + it, Attack.get(to + it)))),
                        LENIENT.stream().flatMap(to -> junk().map(it -> Attack.harmless(to + it, Attack.get(to + it)))),
                        junk().map(it -> schedule("project=" + it)),
                        Stream.of("true", "1", "YES", "on").map(it -> schedule("all-projects=" + it)),
                        Stream.of("project=default&project=default", "project=default&all-projects=true")
                                .map(it -> schedule(it)))
                .flatMap(it -> it);
    }

    private static Attack schedule(String query) {
        var body = "{\"type\": \"noop\"}";
        var target = "/1.0/operations?" + query;
        return Attack.refused("POST " + target, Attack.post(target, body.length()) + body);
    }

    /** Text as it should be encoded, and text as it should not. */
    private static Stream<String> junk() {
        var encoded = Stream.concat(
                        Junk.FRAGMENTS.stream().filter(it -> !it.isEmpty()),
                        Stream.of("-1e9", "99999999999999999999", "a,b"))
                .map(it -> URLEncoder.encode(it, UTF_8));
        var raw = Stream.of(
                "%00",
                "a%00b",
                "%zz",
                "%",
                "%f",
                "%c0%80",
                "%c0%af",
                "%ed%a0%80",
                "%ff",
                "%f4%90%80%80",
                "%0d%0aX:%201",
                "%u0041",
                "'",
                "\"",
                "<a>",
                "{a}",
                "a|b",
                "[a]",
                "a\\b",
                "\u00e9",
                "a\u0001b",
                "a\u0000b",
                "a;b",
                "a#b",
                "..",
                "%252e%252e",
                "+",
                "x".repeat(7_000),
                "x" + "&".repeat(4_000) + "a=b",
                "a&a=".repeat(1_500),
                "a&%01=1",
                "a&%00=1",
                "a&%c2%80=1",
                "a&=",
                "a&\u00ff=1");
        return Stream.concat(encoded, raw);
    }
}
