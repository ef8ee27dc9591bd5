package io.operations.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.operations.Api;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Bearer tokens: who is believed, and what everybody else hears. */
@AccessTest
class TokenTests {

    private static final Issuer ISSUER = AccessTest.ISSUER;

    private final Api api;

    TokenTests(@LocalServerPort int port) {
        api = Api.on(port);
    }

    private Api.Answer get(String path, String token) {
        return api.send(api.request(path)
                .header("Authorization", "Bearer " + token)
                .GET()
                .build());
    }

    @Test
    void knowsWhoCalls() {
        var server = get("/1.0", ISSUER.token("system:serviceaccount:payments:importer"))
                .hasStatus(200)
                .metadata();

        assertThat(server.path("auth").asString()).isEqualTo("trusted");
        assertThat(server.path("auth_user_name").asString()).isEqualTo("system:serviceaccount:payments:importer");
        assertThat(server.path("auth_user_method").asString()).isEqualTo("bearer");
        assertThat(server.path("auth_methods").toString()).isEqualTo("[\"tls\",\"bearer\"]");
    }

    @Test
    void takesAccessTokensOfTheirOwnType() {
        var header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID("first")
                .type(new JOSEObjectType("at+jwt"))
                .build();

        get("/1.0/operations", ISSUER.signed(it -> it.subject("viewer"), header))
                .hasStatus(404);
    }

    private static Date in(long seconds) {
        return Date.from(Instant.now().plus(seconds, ChronoUnit.SECONDS));
    }

    static Stream<Arguments> notBelieved() {
        return Stream.of(
                refused("expired", it -> it.expirationTime(in(-60))),
                refused("never expires", it -> it.expirationTime(null)),
                refused("not valid yet", it -> it.notBeforeTime(in(300))),
                refused("for somebody else", it -> it.audience("other-service")),
                refused("for nobody", it -> it.audience((String) null)),
                refused("of another issuer", it -> it.issuer("http://127.0.0.1:1")),
                refused("of no issuer", it -> it.issuer(null)),
                refused("without a name", it -> it.subject(null)),
                refused("with an empty name", it -> it.subject(" ")),
                refused("with a name that cannot be stored", it -> it.subject("a\u0000b")),
                refused("with a name that is no text", it -> it.claim("sub", List.of("a"))),
                Arguments.of("not signed", new PlainJWT(ISSUER.claims(it -> it)).serialize()),
                Arguments.of("signed with a key that is not the issuer's", foreign("second")),
                Arguments.of("signed with another key under the issuer's name", foreign("first")),
                Arguments.of("signed with a secret", withSecret()),
                Arguments.of("cut", ISSUER.token("viewer").substring(0, 100)),
                Arguments.of("changed", changed(ISSUER.token("viewer"))),
                Arguments.of("no token at all", "x"),
                Arguments.of("not even text", "%%%"));
    }

    private static Arguments refused(String what, UnaryOperator<JWTClaimsSet.Builder> change) {
        return Arguments.of(what, ISSUER.token(change));
    }

    private static String foreign(String keyId) {
        var header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(keyId).build();
        return Issuer.sign(ISSUER.claims(it -> it), header, Issuer.newKey(keyId));
    }

    private static String withSecret() {
        try {
            var token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), ISSUER.claims(it -> it));
            token.sign(new MACSigner("a".repeat(64)));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String changed(String token) {
        var parts = token.split("\\.");
        var other = ISSUER.token("admin", "admins").split("\\.");
        return parts[0] + "." + other[1] + "." + parts[2];
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("notBelieved")
    void refuses(String what, String token) {
        var answer = get("/1.0/operations", token).refuses(401);

        assertThat(answer.header("WWW-Authenticate")).as(what).isEqualTo("Bearer error=\"invalid_token\"");
        assertThat(answer.text()).doesNotContain(token);
    }

    /** What says who it is and is not believed does not get in as somebody else, not even where all may. */
    @Test
    void refusesWhatIsOpenToo() {
        get("/1.0", ISSUER.token(it -> it.expirationTime(in(-60)))).refuses(401);
    }

    /** Twice in half a minute, and another half minute may begin meanwhile. */
    @Test
    void doesNotFloodTheIssuer() {
        get("/1.0/operations", ISSUER.token("admin", "admins")).hasStatus(200);
        var asked = ISSUER.asked();

        var unknown = foreign("made-up");

        for (var i = 0; i < 20; i++) get("/1.0/operations", unknown).refuses(401);

        assertThat(ISSUER.asked()).isLessThanOrEqualTo(asked + 4);
    }

    @Test
    void looksForTokensInTheHeaderOnly() {
        api.get("/1.0/operations?access_token=" + ISSUER.token("admin", "admins"))
                .refuses(403);
    }
}
