package io.operations.web;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.http.HttpHeaders;

/**
 * The keys with which an issuer signs. They are fetched when first needed, kept for some minutes, and kept for longer while
 * the issuer cannot be reached. A token with an unknown key asks for them again, but not more than twice a minute: whoever
 * makes up keys must not make us flood the issuer.
 */
final class IssuerKeys implements ResourceRetriever {

    private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);
    private static final String DISCOVERY = "/.well-known/openid-configuration";
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int LARGEST = 1024 * 1024;
    private static final long KEPT = Duration.ofMinutes(5).toMillis();
    private static final long OUTAGE = Duration.ofHours(4).toMillis();
    private static final long BETWEEN = Duration.ofSeconds(30).toMillis();

    private final JwtSettings settings;
    private final SslBundles bundles;
    private volatile boolean known;

    IssuerKeys(JwtSettings settings, SslBundles bundles) {
        this.settings = settings;
        this.bundles = bundles;
    }

    JWKSource<SecurityContext> source() {
        return JWKSourceBuilder.create(url(location()), this)
                .cache(KEPT, TIMEOUT_MILLIS * 2L)
                .rateLimited(BETWEEN)
                .outageTolerant(OUTAGE)
                .build();
    }

    /** Whether the issuer could be asked the last time. */
    boolean areKnown() {
        return known;
    }

    private URI location() {
        return settings.jwkSetUri() == null ? URI.create(settings.issuer() + DISCOVERY) : settings.jwkSetUri();
    }

    /** The keys, which the issuer may have to be asked the place of. */
    @Override
    public Resource retrieveResource(URL url) throws IOException {
        try {
            known = false;
            var found = fetch(url);
            var keys = settings.jwkSetUri() == null ? fetch(placeOfKeys(found)) : found;
            known = true;
            return keys;
        } catch (IOException e) {
            LOG.warn("The keys of {} cannot be fetched: {}", settings.issuer(), e.getMessage());
            throw e;
        }
    }

    private static URL placeOfKeys(Resource discovered) throws IOException {
        try {
            var place = JSONObjectUtils.getURI(JSONObjectUtils.parse(discovered.getContent()), "jwks_uri");
            if (place == null) throw new IOException("The issuer does not say where its keys are");
            return place.toURL();
        } catch (ParseException | IllegalArgumentException e) {
            throw new IOException("The issuer's configuration cannot be read", e);
        }
    }

    private Resource fetch(URL url) throws IOException {
        var retriever = new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS, LARGEST, true, sockets());
        // Not to wherever the issuer says that its keys are.
        if (settings.tokenFile() != null && url.getAuthority().equals(location().getAuthority()))
            retriever.setHeaders(Map.of(
                    HttpHeaders.AUTHORIZATION,
                    List.of("Bearer " + Files.readString(settings.tokenFile()).strip())));
        return retriever.retrieveResource(url);
    }

    private @Nullable SSLSocketFactory sockets() {
        return settings.sslBundle() == null
                ? null
                : bundles.getBundle(settings.sslBundle()).createSslContext().getSocketFactory();
    }

    private static URL url(URI uri) {
        try {
            return uri.toURL();
        } catch (MalformedURLException | IllegalArgumentException e) {
            throw new IllegalArgumentException("operations.jwt: \"" + uri + "\" is not an http or https URL", e);
        }
    }
}
