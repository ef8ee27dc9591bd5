package io.operations;

import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A server certificate for the TLS port of the embedded run, where none is configured and the library for it is there. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(name = "org.bouncycastle.openssl.jcajce.JcaPEMWriter")
@ConditionalOnProperty("operations.tls.port")
@EnableConfigurationProperties(EmbeddedTlsSettings.class)
class SelfSignedConfiguration {

    private static final String BUNDLE = "self-signed";

    @Bean
    @ConditionalOnProperty(name = "operations.tls.bundle", matchIfMissing = true, havingValue = "never")
    SslBundleRegistrar selfSigned(EmbeddedTlsSettings settings, Clock clock) {
        return registry -> {
            var pem = new SelfSignedCertificate(settings.tlsDirectory().resolve("server.pem"), clock).pem();
            var details = PemSslStoreDetails.forCertificate(pem).withPrivateKey(pem);
            registry.registerBundle(BUNDLE, SslBundle.of(new PemSslStoreBundle(details, null)));
        };
    }
}
