package io.operations.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.operations.ServiceTest;
import io.operations.TestClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
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
            Optional<Secret> secret(UUID incarnation) {
                return super.secret(incarnation)
                        .map(it -> new Secret(it.bytes(), it.time().minus(ago)));
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

    @Test
    void keepTheirSecret() {
        var secret = jdbc.sql("SELECT encode(secret, 'hex') FROM member WHERE incarnation = :id")
                .param("id", member.incarnation())
                .query(String.class)
                .single();

        assertThat(secret).hasSize(64);
        assertThat(tokens.issue(self(), SAID)).doesNotContain(secret);
        assertThat(self().toString()).doesNotContain(secret);
    }
}
