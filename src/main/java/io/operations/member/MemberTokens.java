package io.operations.member;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * How a member proves to another that it is one: who can read the member table can make a token for requests to one
 * member that say the same, and for a short time. The secret that it is made with never leaves PostgreSQL and the two of them.
 */
@Component
public class MemberTokens {

    /** The header that carries a token. */
    public static final String HEADER = "X-Operations-Member";

    private static final String ALGORITHM = "HmacSHA256";
    private static final Pattern TOKEN = Pattern.compile("([0-9a-f-]{36}) ([0-9]{1,12}) ([A-Za-z0-9_-]{43})");

    /** How late a request may be. Times are PostgreSQL's, whatever the clocks of members say. */
    private static final Duration VALID = Duration.ofMinutes(2);

    private final MemberService member;
    private final MemberRepository repository;

    MemberTokens(MemberService member, MemberRepository repository) {
        this.member = member;
        this.repository = repository;
    }

    /**
     * For a request to that member.
     *
     * @param said what must not be changed on the way: the target, and whom the request is made for
     * @throws IllegalStateException if that member is gone
     */
    String issue(Member to, List<String> said) {
        var secret = repository
                .secret(to.incarnation())
                .orElseThrow(() -> new IllegalStateException("Member " + to.name() + " is gone"));
        var from = member.incarnation().toString();
        var time = Long.toString(secret.time().getEpochSecond());
        return from + " " + time + " " + mac(secret.bytes(), from, time, said);
    }

    /** Whether another member has made this token, for this request to this member. */
    public boolean isValid(String token, List<String> said) {
        var parts = TOKEN.matcher(token);
        if (!parts.matches()) return false;
        var expected = mac(member.secret(), parts.group(1), parts.group(2), said);
        return MessageDigest.isEqual(bytes(expected), bytes(parts.group(3)))
                && repository
                        .secret(UUID.fromString(parts.group(1)))
                        .filter(it -> isOf(it.time(), parts.group(2)))
                        .isPresent();
    }

    private static boolean isOf(Instant now, String time) {
        var age = Duration.between(Instant.ofEpochSecond(Long.parseLong(time)), now);
        return age.abs().compareTo(VALID) <= 0;
    }

    private static String mac(byte[] secret, String from, String time, List<String> said) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            mac.update(bytes(from + "\n" + time));
            // Lengths, so that no two requests say the same.
            said.forEach(it -> mac.update(bytes("\n" + bytes(it).length + ":" + it)));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
