package io.operations.hook;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the {@code http-request} type may go, and for how long.
 *
 * @param allowedHosts   what may be called: names, {@code *.example.com}, addresses and CIDR blocks, each with an optional
 *                       {@code :port}; addresses of this machine need a port, or {@code :*} for every port. Ports of the
 *                       service itself and of its members are never called. Default: nothing; in the embedded run
 *                       loopback, every port.
 * @param defaultTimeout for a whole call with all it streams, unless the operation names one. Default 5 min.
 * @param maxTimeout     the longest that an operation may name. Default 24 h.
 * @param connectTimeout for one connection, and again for its TLS handshake. Default 10 s.
 */
@ConfigurationProperties("operations.http")
record HttpRequestSettings(
        @Nullable List<String> allowedHosts,
        @DefaultValue("5m") Duration defaultTimeout,
        @DefaultValue("24h") Duration maxTimeout,
        @DefaultValue("10s") Duration connectTimeout) {

    private static final Duration LONGEST = Duration.ofDays(365);
    private static final List<String> LOOPBACK = List.of("127.0.0.1:*", "[::1]:*", "localhost:*");

    HttpRequestSettings {
        allowedHosts = allowedHosts == null ? null : List.copyOf(allowedHosts);
        checkRange("connect-timeout", connectTimeout, LONGEST);
        checkRange("max-timeout", maxTimeout, LONGEST);
        checkRange("default-timeout", defaultTimeout, maxTimeout);
    }

    /**
     * What may be called.
     *
     * @param embedded whether this is the embedded run, on a developer's machine
     */
    List<String> allowedHosts(boolean embedded) {
        if (allowedHosts != null) return allowedHosts;
        return embedded ? LOOPBACK : List.of();
    }

    private static void checkRange(String name, Duration value, Duration max) {
        if (!value.isPositive() || value.compareTo(max) > 0) {
            throw new IllegalArgumentException("operations.http." + name + " must be above 0 and at most " + max);
        }
    }
}
