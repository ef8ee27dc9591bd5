package io.operations.hook;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the {@code http-request} type may go, and for how long.
 *
 * @param allowedHosts   what may be called: names, {@code *.example.com}, addresses and CIDR blocks, each with an optional
 *                       {@code :port}. Empty: nothing. Default loopback: 127.0.0.1, ::1, localhost.
 * @param defaultTimeout for a whole call with all it streams, unless the operation names one. Default 5 min.
 * @param maxTimeout     the longest that an operation may name. Default 24 h.
 * @param connectTimeout for one connection, and again for its TLS handshake. Default 10 s.
 */
@ConfigurationProperties("operations.http")
record HttpRequestSettings(
        @DefaultValue({"127.0.0.1", "::1", "localhost"}) List<String> allowedHosts,
        @DefaultValue("5m") Duration defaultTimeout,
        @DefaultValue("24h") Duration maxTimeout,
        @DefaultValue("10s") Duration connectTimeout) {

    private static final Duration LONGEST = Duration.ofDays(365);

    HttpRequestSettings {
        allowedHosts = List.copyOf(allowedHosts);
        checkRange("connect-timeout", connectTimeout, LONGEST);
        checkRange("max-timeout", maxTimeout, LONGEST);
        checkRange("default-timeout", defaultTimeout, maxTimeout);
    }

    private static void checkRange(String name, Duration value, Duration max) {
        if (!value.isPositive() || value.compareTo(max) > 0) {
            throw new IllegalArgumentException("operations.http." + name + " must be above 0 and at most " + max);
        }
    }
}
