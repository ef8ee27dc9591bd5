package io.operations.access;

import io.operations.AsEmbedded;
import io.operations.FreshDatabase;
import io.operations.ServiceTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Path;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestPropertySource;

/**
 * A test of the whole service where callers on this machine are trusted on the plain port, as in the embedded run, and others come in over TLS. The
 * server's certificate is in files that may be replaced.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ServiceTest
@Import(AsEmbedded.class)
@ContextConfiguration(initializers = {FreshDatabase.class, TlsTest.WithCertificate.class})
@TestPropertySource(
        properties = {
            "operations.authentication.allowed-hosts=operations.example",
            "operations.authentication.trust-token-lifetime=1h",
            "operations.event.socket.ping-interval=200ms",
            "operations.unix-socket=",
            "operations.tls.bundle=server",
            "operations.tls.port=0",
            "spring.ssl.bundle.pem.server.keystore.certificate=file:" + TlsTest.FOLDER + "/server.crt",
            "spring.ssl.bundle.pem.server.keystore.private-key=file:" + TlsTest.FOLDER + "/server.key",
            "spring.ssl.bundle.pem.server.reload-on-update=true",
            "spring.ssl.bundle.watch.file.quiet-period=100ms"
        })
public @interface TlsTest {

    /** Where the certificate is, and its key. */
    String FOLDER = "target/tls-files";

    /** Makes the first one. */
    final class WithCertificate implements ApplicationContextInitializer<ConfigurableApplicationContext> {

        @Override
        public void initialize(ConfigurableApplicationContext context) {
            ServerCertificate.fresh().writeTo(Path.of(FOLDER));
        }
    }
}
