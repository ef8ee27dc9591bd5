package io.operations;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the service demands of its database.
 *
 * @param tls how the connection to another machine must be protected. Default {@code warn}
 */
@ConfigurationProperties("operations.database")
record DatabaseSettings(@DefaultValue("warn") TlsDemand tls) {

    enum TlsDemand {
        /** Says in the log what is missing. */
        WARN,
        /** Refuses to start unless the connection is encrypted and the server's certificate is checked. */
        VERIFIED,
        /** Accepts every connection, as where a mesh or a tunnel protects it. */
        ANY
    }
}
