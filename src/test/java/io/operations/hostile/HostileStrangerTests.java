package io.operations.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Api;
import io.operations.access.AccessTest;
import io.operations.access.Somebody;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Bad requests of callers that nobody trusts, and tokens that are none. */
@AccessTest
class HostileStrangerTests {

    private static final int SEED = 20_260_102;
    private static final int MUTANTS = 400;

    /** The bad requests are the same as those of trusted callers: some of them are enough. */
    private static final int ONE_IN = 4;

    private final int port;
    private final JdbcClient jdbc;

    HostileStrangerTests(@LocalServerPort int port, JdbcClient jdbc) {
        this.port = port;
        this.jdbc = jdbc;
    }

    /** Everything that is not a public page has to be refused. */
    @Test
    void refusesThemAll() {
        var all = HostileRequestTests.attacks();
        lay(IntStream.range(0, all.size())
                .filter(it -> it % ONE_IN == 0)
                .mapToObj(all::get)
                .toList());
    }

    @Test
    void refusesTokensThatAreNone() {
        lay(tokens().flatMap(it -> Stream.of("/1.0", "/1.0/operations", "/1.0/events")
                        .map(to -> Attack.refused(to + " " + it, Attack.get(to, "Authorization: " + it))))
                .toList());
    }

    private void lay(List<Attack> attacks) {
        try (var aftermath = new Aftermath(jdbc)) {
            new Siege(port).lay(attacks);

            assertThat(Somebody.unknown(port).get("/1.0").status()).isEqualTo(200);
            aftermath.assertNothingIsLeft(admin());
        }
        Aftermath.assertServes(admin());
    }

    private Api admin() {
        return Api.on(port).as(AccessTest.ISSUER.token("admin", "admins"));
    }

    private static Stream<String> tokens() {
        return Stream.of(mutants(), parts(), junk()).flatMap(it -> it).map(it -> "Bearer " + it);
    }

    /** A good token with one character changed to one that stands for other bits. */
    private static Stream<String> mutants() {
        var good = AccessTest.ISSUER.token("admin", "admins");
        var random = new Random(SEED);
        return IntStream.range(0, MUTANTS).mapToObj(_ -> {
            // The last character of a part has bits that stand for nothing.
            var at = random.nextInt(good.length() - 1);
            var lastOfPart = good.charAt(at) == '.' || good.charAt(at + 1) == '.';
            var other = lastOfPart ? '!' : good.charAt(at) == 'A' ? 'B' : 'A';
            return good.substring(0, at) + other + good.substring(at + 1);
        });
    }

    /** Parts that are missing, doubled, or in another order. */
    private static Stream<String> parts() {
        var part = AccessTest.ISSUER.token("admin", "admins").split("\\.");
        var wanted = List.of(
                "0", "1", "2", "0.1", "0.1.", ".1.2", "0..2", "1.0.2", "2.1.0", "0.0.0", "0.1.2.2", "0.1.2.", ".0.1.2",
                "..", "....");
        return wanted.stream()
                .map(it -> it.replace("0", part[0])
                        .replace("1", "#")
                        .replace("2", part[2])
                        .replace("#", part[1]));
    }

    private static Stream<String> junk() {
        var heads = Stream.of(
                        "{}",
                        "{\"alg\":\"none\"}",
                        "{\"alg\":\"NONE\"}",
                        "{\"alg\":\"HS256\"}",
                        "{\"alg\":null}",
                        "{\"alg\":1}",
                        "[]",
                        "null",
                        "\0",
                        "{\"alg\":\"RS256\",\"kid\":\"../../etc/passwd\"}",
                        "{\"alg\":\"RS256\",\"kid\":\"' or 1=1 --\"}",
                        "{\"alg\":\"RS256\",\"jku\":\"http://127.0.0.1:1/\"}",
                        "{\"alg\":\"RS256\",\"x5u\":\"http://127.0.0.1:1/\"}",
                        "{\"alg\":\"RS256\",\"jwk\":{}}",
                        "{\"alg\":\"RS256\",\"crit\":[\"x\"]}",
                        "{\"alg\":\"RS256\",\"zip\":\"DEF\"}",
                        "{\"alg\":\"dir\",\"enc\":\"A256GCM\"}",
                        "{\"alg\":\"PBES2-HS256+A128KW\",\"enc\":\"A256GCM\",\"p2c\":2147483647,\"p2s\":\"AA\"}",
                        "{\"alg\":".repeat(500),
                        "[".repeat(2_000),
                        "{\"alg\":1e400}")
                .map(HostileStrangerTests::encoded)
                .flatMap(
                        it -> Stream.of(it, it + "." + it, it + "." + it + "." + it, it + "..AA", it + ".AA.AA.AA.AA"));
        var texts = new ArrayList<>(List.of(
                "x",
                "a.b.c",
                "=",
                "====",
                "-",
                "a b",
                "a, b",
                "a\"",
                "\u00e9",
                "\u0080",
                "a".repeat(6_000),
                ".".repeat(6_000),
                "a.".repeat(3_000)));
        return Stream.concat(heads, texts.stream());
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(ISO_8859_1));
    }
}
