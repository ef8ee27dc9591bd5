package io.operations.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.operations.access.Issuer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;

/** Where the keys come from, and what happens while they do not. */
class IssuerKeysTests {

    private final Issuer issuer = new Issuer();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        issuer.close();
    }

    private JwtDecoder decoder(@Nullable URI keys, @Nullable Path tokenFile) {
        var settings =
                new JwtSettings(URI.create(issuer.url()), Issuer.AUDIENCE, keys, "sub", "groups", null, tokenFile);
        return new JwtConfiguration().jwtDecoder(settings, new DefaultSslBundleRegistry(), Clock.systemUTC());
    }

    @Test
    void asksTheIssuerWhereItsKeysAre() {
        assertThat(decoder(null, null).decode(issuer.token("alice")).getSubject())
                .isEqualTo("alice");
    }

    @Test
    void keepsKeysForAWhile() {
        var decoder = decoder(null, null);
        decoder.decode(issuer.token("alice"));
        var asked = issuer.asked();
        issuer.answerWith(500);

        assertThat(decoder.decode(issuer.token("bob")).getSubject()).isEqualTo("bob");
        assertThat(issuer.asked()).isEqualTo(asked);
    }

    /** It is not the token's fault: the caller may try again. */
    @Test
    void doesNotBlameTheTokenWhileTheIssuerIsAway() {
        issuer.answerWith(500);
        var decoder = decoder(null, null);

        for (var tries = 0; tries < 4; tries++)
            assertThatExceptionOfType(JwtException.class)
                    .isThrownBy(() -> decoder.decode(issuer.token("alice")))
                    .isNotInstanceOf(BadJwtException.class);
        assertThat(issuer.asked()).as("not a request for each token").isLessThanOrEqualTo(2);
    }

    @Test
    void showsItsTokenToTheConfiguredHostOnly() throws Exception {
        var elsewhere = new Issuer();
        try (elsewhere) {
            issuer.demand("ours");
            elsewhere.demand("ours");
            var file = Files.writeString(folder.resolve("token"), "ours\n");
            issuer.keysAreAt(elsewhere.url() + "/keys");

            assertThat(decoder(URI.create(issuer.url() + "/keys"), file)
                            .decode(issuer.token("alice"))
                            .getSubject())
                    .isEqualTo("alice");
            assertThatExceptionOfType(JwtException.class)
                    .isThrownBy(() -> decoder(null, file).decode(issuer.token("alice")));
            assertThat(elsewhere.asked()).isOne();
        }
    }

    @Test
    void needsAnAudience() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new JwtSettings(URI.create(issuer.url()), null, null, "sub", "groups", null, null))
                .withMessageContaining("operations.jwt.audience");
    }

    @Test
    void needsAUrl() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> decoder(URI.create("keys"), null))
                .withMessageContaining("operations.jwt");
    }
}
