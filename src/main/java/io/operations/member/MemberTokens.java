package io.operations.member;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * How a member proves to another that it is one: it signs a token for requests to one member that say the same, good for a short
 * time. The member table has the key by which that is checked. To and from a member of an earlier release the proof is the secret
 * of the one that is called, which is in the table for as long as such a member lives.
 */
@Component
public class MemberTokens {

    /** The header that carries a token. */
    public static final String HEADER = "X-Operations-Member";

    private static final String ALGORITHM = "HmacSHA256";
    private static final Pattern TOKEN = Pattern.compile(
            "(?<from>[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}) (?<time>[0-9]{1,12}) (?<proof>[A-Za-z0-9_-]{43}|[A-Za-z0-9_-]{86})");
    private static final int MAC_LENGTH = 43;

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
        var other = repository
                .proof(to.incarnation())
                .orElseThrow(() -> new IllegalStateException("Member " + to.name() + " is gone"));
        var from = member.incarnation().toString();
        var time = Long.toString(other.time().getEpochSecond());
        var secret = other.secret();
        var proof = other.key() == null && secret != null
                ? mac(secret, message(from, time, said))
                : member.key().sign(message(from, time, addressed(to.incarnation(), said)));
        return from + " " + time + " " + Base64.getUrlEncoder().withoutPadding().encodeToString(proof);
    }

    /** Whether another member has made this token, for this request to this member. */
    public boolean isValid(String token, List<String> said) {
        var parts = TOKEN.matcher(token);
        if (!parts.matches()) return false;
        return repository
                .proof(UUID.fromString(parts.group("from")))
                .filter(it -> isOf(it.time(), parts.group("time")))
                .filter(it -> isProved(it, parts, said))
                .isPresent();
    }

    private boolean isProved(MemberRepository.Proof from, Matcher token, List<String> said) {
        var proof = Base64.getUrlDecoder().decode(token.group("proof"));
        var key = from.key();
        if (key != null) {
            var message = message(token.group("from"), token.group("time"), addressed(member.incarnation(), said));
            return MemberKey.hasSigned(key, message, proof);
        }
        var expected = mac(member.secret(), message(token.group("from"), token.group("time"), said));
        return token.group("proof").length() == MAC_LENGTH && MessageDigest.isEqual(expected, proof);
    }

    private static boolean isOf(Instant now, String time) {
        var age = Duration.between(Instant.ofEpochSecond(Long.parseLong(time)), now);
        return age.abs().compareTo(VALID) <= 0;
    }

    /** A signature is good for one member only, as a secret is. */
    private static List<String> addressed(UUID to, List<String> said) {
        return Stream.concat(Stream.of("to " + to), said.stream()).toList();
    }

    /** Lengths, so that no two requests say the same. */
    private static byte[] message(String from, String time, List<String> said) {
        var message = new StringBuilder(from).append('\n').append(time);
        said.forEach(
                it -> message.append('\n').append(bytes(it).length).append(':').append(it));
        return bytes(message.toString());
    }

    private static byte[] mac(byte[] secret, byte[] message) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
