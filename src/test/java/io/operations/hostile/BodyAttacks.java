package io.operations.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.operations.hostile.Junk.Field;
import io.operations.hostile.Junk.Kind;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Bodies that nothing takes. The same ones each time. */
final class BodyAttacks {

    private static final int SEED = 20_260_101;
    private static final int MUTANTS = 60;

    /**
     * Where bodies go.
     *
     * @param good   a body that would be accepted, but for what else the request lacks
     * @param fields all there are
     */
    private record Door(String target, String good, List<Field> fields) {

        Attack attack(String name, String wire) {
            return attack(name, wire.getBytes(ISO_8859_1));
        }

        Attack attack(String name, byte[] body) {
            return Attack.body(target + " " + name, target, body);
        }
    }

    private static final List<Door> DOORS = List.of(
            new Door(
                    "/1.0/operations",
                    "{\"type\": \"noop\"}",
                    List.of(
                            Field.closed("type"),
                            Field.closed("class"),
                            Field.closed("entity_url"),
                            Field.of("resources", Kind.OBJECT),
                            Field.of("metadata", Kind.OBJECT),
                            Field.closed("inputs"),
                            Field.of("conflict_reference", Kind.TEXT),
                            Field.of("timeout", Kind.NUMBER),
                            Field.of("stage", Kind.NUMBER),
                            Field.of("children", Kind.ARRAY))),
            new Door(
                    "/1.0/projects",
                    "{\"name\": \"hostile\"}",
                    List.of(Field.closed("name"), Field.of("description", Kind.TEXT), Field.closed("config"))),
            new Door(
                    "/1.0/certificates",
                    "{\"name\": \"hostile\"}",
                    Stream.of(
                                    "name",
                                    "type",
                                    "restricted",
                                    "projects",
                                    "certificate",
                                    "password",
                                    "trust_token",
                                    "token")
                            .map(Field::closed)
                            .toList()),
            new Door(
                    "/1.0/operations/" + UUID.nameUUIDFromBytes("hostile".getBytes(US_ASCII)) + "/redeem",
                    "{\"secret\": \"s\"}",
                    List.of(Field.closed("secret"))));

    private BodyAttacks() {}

    static Stream<Attack> all() {
        return DOORS.stream()
                .flatMap(door -> Stream.of(
                                values(door),
                                names(door),
                                duplicates(door),
                                tops(door),
                                cut(door),
                                mutants(door),
                                encodings(door),
                                tails(door))
                        .flatMap(it -> it));
    }

    private static Stream<Attack> values(Door door) {
        return door.fields().stream()
                .flatMap(field -> Junk.values().stream()
                        .filter(it -> !field.takes().contains(it.kind()))
                        .map(it -> door.attack(field.name() + "=" + it.wire(), with(door, field.name(), it.wire()))));
    }

    /** The good body with another field, or with another value of one. */
    private static String with(Door door, String field, String value) {
        var given = "\"" + field + "\": " + value;
        return door.good().contains("\"" + field + "\"")
                ? "{" + given + "}"
                : door.good().replace("}", ", " + given + "}");
    }

    private static Stream<Attack> names(Door door) {
        var fragments = Junk.FRAGMENTS.stream().map(Junk::quoted);
        var poison = Junk.poisonedTexts().map(it -> "\"" + it + "\"");
        var more = Stream.of(
                "\"\"", "\"" + "n".repeat(40_000) + "\"", "\"" + "n".repeat(Junk.LONG) + "\"", "a", "1", "null");
        return Stream.of(fragments, poison, more)
                .flatMap(it -> it)
                .map(it -> door.attack("field " + it, door.good().replace("}", ", " + it + ": 1}")));
    }

    private static Stream<Attack> duplicates(Door door) {
        return door.fields().stream()
                .map(it -> door.attack(
                        "twice " + it.name(), "{\"" + it.name() + "\": \"a\", \"" + it.name() + "\": \"a\"}"));
    }

    /** Whatever is no object. */
    private static Stream<Attack> tops(Door door) {
        return Junk.values().stream()
                .filter(it -> it.kind() != Kind.OBJECT
                        && !(it.wire().startsWith("{") && it.wire().endsWith("}")))
                .map(it -> door.attack("top " + it.wire(), it.wire()));
    }

    private static Stream<Attack> cut(Door door) {
        return IntStream.range(0, door.good().length())
                .mapToObj(it -> door.attack("cut at " + it, door.good().substring(0, it)));
    }

    /** One byte more, which JSON has nowhere. */
    private static Stream<Attack> mutants(Door door) {
        var random = new Random(SEED);
        return IntStream.range(0, MUTANTS).mapToObj(_ -> {
            var at = random.nextInt(door.good().length() + 1);
            var odd = random.nextBoolean() ? random.nextInt(8) : 128 + random.nextInt(128);
            return door.attack(
                    "byte " + odd + " at " + at,
                    new StringBuilder(door.good()).insert(at, (char) odd).toString());
        });
    }

    private static Stream<Attack> encodings(Door door) {
        var bom = Stream.of("UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE", "UTF-8")
                .map(it -> door.attack("BOM " + it, ("\ufeff" + door.good()).getBytes(Charset.forName(it))));
        var plain = Stream.of("UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE", "IBM037")
                .map(it -> door.attack(it, door.good().getBytes(Charset.forName(it))));
        return Stream.concat(bom, plain);
    }

    private static Stream<Attack> tails(Door door) {
        var tails = Stream.of(
                        " x", "{}", "]", "}", ",", "\0", " // c", " /* c */", " # c", ";", "\u00ff", " 1", " null")
                .map(it -> door.attack("tail " + it, door.good() + it));
        var heads = Stream.of("x", ")]}',", "/* c */", "// c\n", "# c\n", "\0", "\u000b", "\u00a0")
                .map(it -> door.attack("head " + it, it + door.good()));
        return Stream.concat(tails, heads);
    }
}
