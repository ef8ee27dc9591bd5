package io.operations.web;

import io.operations.requestor.AccessException;
import io.operations.requestor.Caller;
import io.operations.requestor.Certificates;
import io.operations.requestor.Grants;
import io.operations.requestor.Requestor;
import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * Finds out who sends a request: by a token, else by a client certificate, else by where they are. Credentials that do not
 * hold are never made up for by the place.
 */
@Component
@EnableConfigurationProperties({AuthenticationSettings.class, JwtSettings.class})
class Callers implements Trust {

    private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";
    private static final String BEARER = "bearer";

    /** Names are stored with operations, and are part of an index. */
    private static final Pattern NAME = Pattern.compile("(?=.*\\S)[^\\p{Cntrl}\\p{Cs}]{1,255}");

    private final Certificates certificates;
    private final Grants grants;
    private final LocalCallers local;
    private final ClientAddress addresses;
    private final JwtSettings jwt;
    private final Clock clock;

    Callers(
            Certificates certificates,
            Grants grants,
            LocalCallers local,
            ClientAddress addresses,
            JwtSettings jwt,
            Clock clock) {
        this.certificates = certificates;
        this.grants = grants;
        this.local = local;
        this.addresses = addresses;
        this.jwt = jwt;
        this.clock = clock;
    }

    /** @throws AccessException if they say who they are and it cannot be believed */
    Caller of(HttpServletRequest request, @Nullable Authentication authentication) {
        requireOneAuthorization(request);
        var address = addresses.of(request);
        if (authentication instanceof JwtAuthenticationToken token) return byToken(token.getToken(), address);
        if (local.proves(request)) return Caller.anonymous(address);
        requireNoToken(request);
        var caller = presented(request) instanceof X509Certificate it
                ? certificates.caller(it, address)
                : Caller.untrusted(address);
        return caller.isTrusted() || !local.trusts(request) ? caller : Caller.anonymous(address);
    }

    /** The certificate whose key the client has proved to have; null if it presented none. */
    static @Nullable X509Certificate presented(HttpServletRequest request) {
        return request.getAttribute(CERTIFICATES) instanceof X509Certificate[] chain && chain.length > 0
                ? chain[0]
                : null;
    }

    /** Of two, one would be looked at and the other perhaps by a proxy in front. */
    private static void requireOneAuthorization(HttpServletRequest request) {
        var values = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
        if (values.size() > 1) throw AccessException.unauthorized("Authorization must not be sent twice");
    }

    /** One that nobody has looked at, because no issuer is configured. */
    private void requireNoToken(HttpServletRequest request) {
        var authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (!jwt.isOn()
                && authorization != null
                && authorization.toLowerCase(Locale.ROOT).startsWith(BEARER))
            throw AccessException.unauthorized("Bearer tokens are not accepted here");
    }

    private Caller byToken(Jwt token, String address) {
        var name = token.getClaim(jwt.usernameClaim()) instanceof String text ? text : "";
        if (!NAME.matcher(name).matches()) throw AccessException.unauthorized("Token does not name its user");
        var groups = token.getClaim(jwt.groupsClaim()) instanceof List<?> list ? list : List.of();
        var until = token.getExpiresAt() instanceof Instant expiry ? expiry : Instant.MAX;
        return new Caller(
                new Requestor(name, BEARER, address),
                true,
                grants.ofUser(name, groups.stream().map(String::valueOf).toList()),
                until);
    }

    @Override
    public Caller now(Caller caller) {
        return clock.instant().isBefore(caller.until())
                ? certificates.now(caller)
                : Caller.untrusted(caller.requestor().address());
    }
}
