package io.operations.web;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * Bearer tokens of an identity provider: JWTs that are signed with its keys.
 *
 * @param issuer        whose tokens are accepted, exactly as their {@code iss} has it; without it none are. Default none
 * @param audience      for whom they must be, in their {@code aud}; required with an issuer. Default none
 * @param jwkSetUri     where the issuer's keys are; without it the issuer is asked, at
 *                      {@code /.well-known/openid-configuration}. Default none
 * @param usernameClaim the claim that names the caller. Default {@code sub}
 * @param groupsClaim   the claim that lists the caller's groups. Default {@code groups}
 * @param sslBundle     name of the SSL bundle whose certificates prove who serves the keys; those that Java trusts otherwise.
 *                      Default none
 * @param tokenFile     a file with a bearer token to show when asking for the keys; read each time. Default none
 */
@ConfigurationProperties("operations.jwt")
record JwtSettings(
        @Nullable URI issuer,
        @Nullable String audience,
        @Nullable URI jwkSetUri,
        @DefaultValue("sub") String usernameClaim,
        @DefaultValue("groups") String groupsClaim,
        @Nullable String sslBundle,
        @Nullable Path tokenFile) {

    JwtSettings {
        Assert.isTrue(
                issuer == null || audience != null && !audience.isBlank(),
                "operations.jwt.audience must be set together with operations.jwt.issuer: without it, tokens that were "
                        + "made for other services would be accepted");
    }

    boolean isOn() {
        return issuer != null;
    }
}
