package io.operations.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.operations.access.ClientCertificate;
import io.operations.access.ServerCertificate;
import io.operations.requestor.Certificate;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.jks.JksSslStoreBundle;
import org.springframework.boot.ssl.jks.JksSslStoreDetails;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.core.io.DefaultResourceLoader;

/** Server certificates from key stores. */
class TlsBundleTests {

    private static final String STORE_PASSWORD = "of-the-store";
    private static final String KEY_PASSWORD = "of-the-key";

    private final ServerCertificate wanted = ServerCertificate.fresh();
    private final ServerCertificate other = ServerCertificate.fresh();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"PKCS12, true", "PKCS12, false", "JKS, true", "JKS, false"})
    void showsTheCertificateThatIsMeant(String type, boolean ownPassword) throws Exception {
        var password = ownPassword ? KEY_PASSWORD : STORE_PASSWORD;
        var bundle = SslBundle.of(store(type, password), SslBundleKey.of(ownPassword ? KEY_PASSWORD : null, "wanted"));
        var registry = new DefaultSslBundleRegistry("server", bundle);
        var port = port("server", registry);
        var factory = factory();

        port.customize(factory);
        var server = factory.getWebServer();
        try {
            server.start();

            assertThat(shown(port.addresses().getFirst())).isEqualTo(wanted.fingerprint());
            assertThat(port.fingerprint()).isEqualTo(wanted.fingerprint());
        } finally {
            server.destroy();
        }
    }

    private static String shown(String address) throws IOException {
        var parts = address.split(":");
        var sockets = ClientCertificate.context(null).getSocketFactory();
        try (var socket = (SSLSocket) sockets.createSocket(parts[0], Integer.parseInt(parts[1]))) {
            return Certificate.fingerprint((X509Certificate) socket.getSession().getPeerCertificates()[0]);
        }
    }

    /** One of two keys is meant. */
    private JksSslStoreBundle store(String type, String keyPassword) throws GeneralSecurityException, IOException {
        var keys = KeyStore.getInstance(type);
        keys.load(null, null);
        set(keys, "another", other.key(), other.certificate(), keyPassword);
        set(keys, "wanted", wanted.key(), wanted.certificate(), keyPassword);
        var file = folder.resolve("keys");
        try (var out = Files.newOutputStream(file)) {
            keys.store(out, STORE_PASSWORD.toCharArray());
        }
        var details = new JksSslStoreDetails(type, null, file.toUri().toString(), STORE_PASSWORD);
        return new JksSslStoreBundle(details, null, new DefaultResourceLoader());
    }

    private static void set(KeyStore keys, String alias, PrivateKey key, X509Certificate certificate, String password)
            throws GeneralSecurityException {
        keys.setKeyEntry(alias, key, password.toCharArray(), new X509Certificate[] {certificate});
    }

    private static TomcatServletWebServerFactory factory() {
        var factory = new TomcatServletWebServerFactory(0);
        factory.setBaseDirectory(Path.of("target").toFile());
        return factory;
    }

    private static TlsPort port(@Nullable String bundle, DefaultSslBundleRegistry registry) {
        var server = new ServerProperties();
        server.setAddress(InetAddress.getLoopbackAddress());
        return new TlsPort(new TlsSettings(0, null, bundle, List.of()), server, registry);
    }

    @Test
    void refusesABundleThatIsNotThere() {
        assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
                .isThrownBy(() -> port("server", new DefaultSslBundleRegistry()).customize(factory()))
                .withMessageContaining("operations.tls.bundle");
        assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
                .isThrownBy(() -> port(null, new DefaultSslBundleRegistry()).customize(factory()));
    }

    @Test
    void refusesABundleWithoutACertificate() {
        var registry = new DefaultSslBundleRegistry("server", SslBundle.of(null));

        assertThatIllegalStateException()
                .isThrownBy(() -> port("server", registry).customize(factory()))
                .withMessageContaining("operations.tls.bundle has no certificate");
    }
}
