package io.operations.web;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * The port for TLS.
 *
 * @param port                where it listens; 0 for any that is free. Without it there is none. Default none
 * @param address             on which address; that of the plain port where none is given. Default none
 * @param bundle              name of the SSL bundle with the server's certificate, under {@code spring.ssl.bundle}. Without it
 *                            the embedded run makes a certificate of its own. Default none
 * @param advertisedAddresses {@code host:port} of where clients reach it; trust tokens name them. Without them they are worked
 *                            out from where it listens. Default none
 */
@ConfigurationProperties("operations.tls")
record TlsSettings(
        @Nullable Integer port,
        @Nullable InetAddress address,
        @Nullable String bundle,
        @DefaultValue List<String> advertisedAddresses) {

    TlsSettings {
        advertisedAddresses = List.copyOf(advertisedAddresses);
        Assert.isTrue(
                port == null || port >= 0 && port <= 65_535, "operations.tls.port must be a port, or 0 for a free one");
    }
}
