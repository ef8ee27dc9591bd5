package io.operations.member;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * How this process takes part.
 *
 * @param name              what clients see as {@code location}; default the host name, in Kubernetes that is the pod's
 * @param address           where the others reach this member, {@code http://10.0.0.7:8080}. Default worked out from where it
 *                          listens
 * @param heartbeatInterval how often the member says that it lives. Default 5 s, at most a third of the offline threshold
 * @param offlineThreshold  silence after which the others give a member up. Default 20 s
 * @param linkSilence       a connection between two members over which nothing comes for so long is broken; longer than
 *                          their pings are apart. Default 35 s
 */
@ConfigurationProperties("operations.member")
record MemberSettings(
        @Nullable String name,
        @Nullable URI address,
        @DefaultValue("5s") Duration heartbeatInterval,
        @DefaultValue("20s") Duration offlineThreshold,
        @DefaultValue("35s") Duration linkSilence) {

    private static final List<String> SCHEMES = List.of("http", "https");

    /** Connections are looked at once a second. */
    private static final Duration LEAST_SILENCE = Duration.ofSeconds(3);

    MemberSettings {
        if (name != null && name.contains("/")) {
            throw new IllegalArgumentException("operations.member.name must not contain a slash: it is part of a URL");
        }
        if (address != null && !isAddress(address)) {
            throw new IllegalArgumentException(
                    "operations.member.address must be http or https, a host and a port, and nothing else: http://10.0.0.7:8080");
        }
        if (heartbeatInterval.isZero()
                || heartbeatInterval.isNegative()
                || heartbeatInterval.multipliedBy(3).compareTo(offlineThreshold) > 0) {
            throw new IllegalArgumentException(
                    "operations.member.heartbeat-interval must be positive and at most a third of "
                            + "operations.member.offline-threshold");
        }
        if (linkSilence.compareTo(LEAST_SILENCE) < 0) {
            throw new IllegalArgumentException("operations.member.link-silence must be at least 3 s");
        }
    }

    /**
     * Where the others reach this member.
     *
     * @param listening   where it listens
     * @param fingerprint of the certificate that it shows there; null without TLS
     * @throws InvalidConfigurationPropertyValueException if the property names the plain port beside a TLS port
     */
    URI reachedAt(URI listening, @Nullable String fingerprint) {
        if (address == null) return listening;
        if (fingerprint != null && address.getScheme().equals("http"))
            throw new InvalidConfigurationPropertyValueException(
                    "operations.member.address",
                    address,
                    "Members call each other over TLS when there is a certificate: name the TLS port, https://HOST:PORT.");
        return address;
    }

    private static boolean isAddress(URI address) {
        return SCHEMES.contains(String.valueOf(address.getScheme()))
                && address.getHost() != null
                && address.getPort() > 0
                && address.equals(
                        URI.create(address.getScheme() + "://" + address.getHost() + ":" + address.getPort()));
    }
}
