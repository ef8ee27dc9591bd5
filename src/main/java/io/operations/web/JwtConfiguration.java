package io.operations.web;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** Which bearer tokens are believed; without an issuer, none are. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("operations.jwt.issuer")
class JwtConfiguration {

    /** What clocks may differ by. */
    private static final Duration SKEW = Duration.ofSeconds(30);

    private static final JOSEObjectType ACCESS_TOKEN = new JOSEObjectType("at+jwt");

    /** Public keys only: whoever can check a token cannot make one. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    @Bean
    JwtDecoder jwtDecoder(JwtSettings settings, SslBundles bundles, Clock clock) {
        var keys = new IssuerKeys(settings, bundles);
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, ACCESS_TOKEN, null));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys.source()));
        // Claims are checked below, by one clock.
        processor.setJWTClaimsSetVerifier((_, _) -> {});
        var decoder = new NimbusJwtDecoder(processor);
        decoder.setJwtValidator(validator(settings, clock));
        return token -> decode(decoder, token, keys);
    }

    /** A key that is not known is the token's fault, unless none are known because the issuer cannot be asked. */
    private static Jwt decode(JwtDecoder decoder, String token, IssuerKeys keys) {
        try {
            return decoder.decode(token);
        } catch (BadJwtException refusal) {
            throw refusal;
        } catch (JwtException failure) {
            throw keys.areKnown() ? new BadJwtException("Key is not known", failure) : failure;
        }
    }

    private static OAuth2TokenValidator<Jwt> validator(JwtSettings settings, Clock clock) {
        var time = new JwtTimestampValidator(SKEW);
        time.setClock(clock);
        var issuer = Objects.requireNonNull(settings.issuer()).toString();
        var expires = new JwtClaimValidator<Object>(JwtClaimNames.EXP, Objects::nonNull);
        var audience = new JwtClaimValidator<List<String>>(
                JwtClaimNames.AUD, it -> it != null && it.contains(settings.audience()));
        return new DelegatingOAuth2TokenValidator<>(time, expires, new JwtIssuerValidator(issuer), audience);
    }
}
