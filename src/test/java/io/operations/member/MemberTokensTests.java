package io.operations.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.operations.ServiceTest;
import io.operations.TestClock;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How members prove to each other that they are members; here one does to itself. */
@ServiceTest
class MemberTokensTests {

    private static final List<String> SAID =
            MemberClient.said("/internal/1.0/events?a=b", Map.of("X-LXD-forwarded-username", "jane"));

    private final MemberTokens tokens;
    private final MemberService member;
    private final TestClock clock;
    private final JdbcClient jdbc;

    MemberTokensTests(MemberTokens tokens, MemberService member, TestClock clock, JdbcClient jdbc) {
        this.tokens = tokens;
        this.member = member;
        this.clock = clock;
        this.jdbc = jdbc;
    }

    private Member self() {
        return member.find(member.name()).orElseThrow();
    }

    @Test
    void areGoodForOneRequest() {
        var token = tokens.issue(self(), SAID);

        assertThat(tokens.isValid(token, SAID)).isTrue();
        assertThat(tokens.isValid(token, MemberClient.said("/internal/1.0/events", Map.of())))
                .isFalse();
        assertThat(tokens.isValid(
                        token,
                        MemberClient.said("/internal/1.0/events?a=b", Map.of("X-LXD-forwarded-username", "john"))))
                .isFalse();
        assertThat(tokens.isValid(token, List.of(String.join("\n", SAID)))).isFalse();
    }

    @Test
    void areGoodForAShortTime() {
        assertThat(tokens.isValid(made(Duration.ofSeconds(110)), SAID)).isTrue();
        assertThat(tokens.isValid(made(Duration.ofSeconds(130)), SAID)).isFalse();
    }

    /** By PostgreSQL's clock: those of members may be wrong. */
    @Test
    void areAsGoodWhateverAMembersClockSays() {
        var token = tokens.issue(self(), SAID);

        clock.advance(Duration.ofHours(1));

        assertThat(tokens.isValid(token, SAID)).isTrue();
    }

    private String made(Duration ago) {
        var past = new MemberRepository(jdbc) {
            @Override
            Optional<Proof> proof(UUID incarnation) {
                return super.proof(incarnation)
                        .map(it -> new Proof(it.secret(), it.key(), it.time().minus(ago)));
            }
        };
        return new MemberTokens(member, past).issue(self(), SAID);
    }

    @Test
    void cannotBeMadeUp() {
        var token = tokens.issue(self(), SAID);

        assertThat(tokens.isValid("", SAID)).isFalse();
        assertThat(tokens.isValid("Bearer x", SAID)).isFalse();
        assertThat(tokens.isValid(token.replace(self().incarnation().toString(), "-".repeat(36)), SAID))
                .isFalse();
        assertThat(tokens.isValid(token.substring(0, token.length() - 2) + "AA", SAID))
                .isFalse();
        var time = token.split(" ")[1];
        assertThat(tokens.isValid(token.replace(time, Long.toString(Long.parseLong(time) + 1)), SAID))
                .isFalse();
    }

    /** Whoever was given up may still hold what it has read before. */
    @Test
    void areRefusedOfAMemberThatIsGone() {
        var gone = UUID.randomUUID();
        jdbc.sql("INSERT INTO member (incarnation, name, secret, offline_at) VALUES (:id, 'gone', '\\x00', now())")
                .param("id", gone)
                .update();
        var self = self();
        var stranger =
                new Member("gone", gone, Member.State.OFFLINE, null, null, List.of(), self.joinedAt(), self.joinedAt());

        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> tokens.issue(stranger, SAID));
        jdbc.sql("DELETE FROM member WHERE name = 'gone'").update();
    }

    private Optional<String> secretInTable() {
        return jdbc.sql("SELECT encode(secret, 'hex') FROM member WHERE incarnation = :id AND secret IS NOT NULL")
                .param("id", member.incarnation())
                .query(String.class)
                .optional();
    }

    /** §4: a dump of the database holds nothing by which somebody could pass for a member. */
    @Test
    void needNoSecretInTheTable() {
        await().untilAsserted(() -> assertThat(secretInTable()).isEmpty());
        assertThat(tokens.isValid(tokens.issue(self(), SAID), SAID)).isTrue();
    }

    @Test
    void areGoodForOneMember() {
        var other = UUID.randomUUID();
        jdbc.sql("INSERT INTO member (incarnation, name, public_key) VALUES (:id, 'other', '\\x00')")
                .param("id", other)
                .update();
        var self = self();
        var stranger = new Member(
                "other", other, Member.State.ONLINE, null, null, List.of(), self.joinedAt(), self.joinedAt());

        assertThat(tokens.isValid(tokens.issue(stranger, SAID), SAID)).isFalse();
        jdbc.sql("DELETE FROM member WHERE name = 'other'").update();
    }

    /** A rolling upgrade: a member of the release before reads this one's secret, and is called by its own. */
    @Test
    void areUnderstoodByAMemberOfTheReleaseBefore() throws GeneralSecurityException {
        var earlier = UUID.randomUUID();
        jdbc.sql("INSERT INTO member (incarnation, name, secret) VALUES (:id, 'earlier', '\\x0102')")
                .param("id", earlier)
                .update();
        await().untilAsserted(() -> assertThat(secretInTable()).isPresent());
        var time = Long.toString(jdbc.sql("SELECT extract(epoch FROM now())::bigint")
                .query(Long.class)
                .single());

        assertThat(tokens.isValid(
                        madeBefore(
                                earlier,
                                time,
                                HexFormat.of().parseHex(secretInTable().orElseThrow())),
                        SAID))
                .isTrue();
        assertThat(tokens.isValid(madeBefore(earlier, time, new byte[32]), SAID))
                .isFalse();
        var self = self();
        var target = new Member(
                "earlier", earlier, Member.State.ONLINE, null, null, List.of(), self.joinedAt(), self.joinedAt());
        var issued = tokens.issue(target, SAID).split(" ");
        assertThat(madeBefore(UUID.fromString(issued[0]), issued[1], new byte[] {1, 2}))
                .isEqualTo(String.join(" ", issued));
        jdbc.sql("DELETE FROM member WHERE name = 'earlier'").update();
    }

    /** As the release before makes them. */
    private static String madeBefore(UUID from, String time, byte[] secret) throws GeneralSecurityException {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        mac.update((from + "\n" + time).getBytes(StandardCharsets.UTF_8));
        SAID.forEach(it -> mac.update(("\n" + it.length() + ":" + it).getBytes(StandardCharsets.UTF_8)));
        return from + " " + time + " " + Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal());
    }
}
