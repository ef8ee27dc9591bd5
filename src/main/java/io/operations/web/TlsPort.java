package io.operations.web;

import io.operations.requestor.Certificate;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** The port for TLS beside the plain one, if there is one, and the certificate that it shows. */
@Component
@Order(Ordered.LOWEST_PRECEDENCE) // after those whose customizers it takes over
@EnableConfigurationProperties(TlsSettings.class)
class TlsPort implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    /** The bundle that the embedded run makes where none is named. */
    private static final String SELF_SIGNED = "self-signed";

    private static final Logger LOG = LoggerFactory.getLogger(TlsPort.class);

    private final TlsSettings settings;
    private final ServerProperties server;
    private final SslBundles bundles;
    private volatile @Nullable TlsConnector open;
    private volatile @Nullable SslBundle shown;
    private volatile Runnable onChange = () -> {};

    TlsPort(TlsSettings settings, ServerProperties server, SslBundles bundles) {
        this.settings = settings;
        this.server = server;
        this.bundles = bundles;
    }

    /** Whom to tell when it shows another certificate. */
    void onChange(Runnable listener) {
        onChange = listener;
    }

    boolean isOn() {
        return settings.port() != null;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        if (settings.port() == null) return;
        var name = settings.bundle() == null ? SELF_SIGNED : settings.bundle();
        var bundle = bundle(name);
        var connector = new TlsConnector(settings.port(), address(), bundle);
        ConnectorLimits.apply(factory, server, connector.connector());
        factory.addAdditionalConnectors(connector.connector());
        shown = bundle;
        if (open == null) bundles.addBundleUpdateHandler(name, this::changed);
        open = connector;
    }

    private SslBundle bundle(String name) {
        try {
            return bundles.getBundle(name);
        } catch (NoSuchSslBundleException e) {
            throw new InvalidConfigurationPropertyValueException(
                    "operations.tls.bundle",
                    settings.bundle() == null ? "none" : settings.bundle(),
                    "The TLS port needs the name of an SSL bundle with a certificate (spring.ssl.bundle.pem.NAME…).");
        }
    }

    private void changed(SslBundle bundle) {
        if (open == null) return;
        open.show(bundle);
        shown = bundle;
        LOG.atInfo().addKeyValue("fingerprint", fingerprint()).log("TLS certificate has been replaced");
        onChange.run();
    }

    private @Nullable InetAddress address() {
        return settings.address() == null ? server.getAddress() : settings.address();
    }

    /** Where clients reach it, {@code host:port}; none while there is no such port. */
    List<String> addresses() {
        if (open == null) return List.of();
        return settings.advertisedAddresses().isEmpty()
                ? ReachableAddresses.of(address(), open.connector().getLocalPort())
                : settings.advertisedAddresses();
    }

    /** Where the other members reach it, {@code host:port}; null while there is no such port. */
    @Nullable
    String memberAddress() {
        return open == null
                ? null
                : ReachableAddresses.one(address(), open.connector().getLocalPort());
    }

    /** SHA-256 of the certificate that it shows, in hexadecimal. */
    String fingerprint() {
        return Certificate.fingerprint(certificate());
    }

    /** The certificate that it shows. */
    String pem() {
        return Certificate.pem(certificate());
    }

    /** From when on clients refuse the certificate that it shows. */
    Instant expiry() {
        return certificate().getNotAfter().toInstant();
    }

    private X509Certificate certificate() {
        var bundle = Objects.requireNonNull(shown, "there is a TLS port");
        var keys = TlsConnector.keys(bundle);
        try {
            return (X509Certificate) keys.getCertificate(alias(bundle, keys));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A certificate that is shown can be read", e);
        }
    }

    private static String alias(SslBundle bundle, KeyStore keys) throws GeneralSecurityException {
        return Optional.ofNullable(bundle.getKey().getAlias())
                .orElse(Collections.list(keys.aliases()).getFirst());
    }
}
