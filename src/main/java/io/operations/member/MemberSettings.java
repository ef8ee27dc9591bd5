package io.operations.member;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How this process takes part.
 *
 * @param name              what clients see as {@code location}; default the host name, in Kubernetes that is the pod's
 * @param heartbeatInterval how often the member says that it lives. Default 5 s, at most half of the offline threshold
 * @param offlineThreshold  silence after which the others give a member up. Default 20 s
 */
@ConfigurationProperties("operations.member")
record MemberSettings(
        @Nullable String name,
        @DefaultValue("5s") Duration heartbeatInterval,
        @DefaultValue("20s") Duration offlineThreshold) {

    MemberSettings {
        if (heartbeatInterval.isZero()
                || heartbeatInterval.isNegative()
                || heartbeatInterval.multipliedBy(2).compareTo(offlineThreshold) > 0) {
            throw new IllegalArgumentException(
                    "operations.member.heartbeat-interval must be positive and at most half of "
                            + "operations.member.offline-threshold");
        }
    }
}
