package io.operations.web;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * When the events WebSocket gives a client up (contract §3.6).
 *
 * @param pingInterval    between two pings. Default 10 s.
 * @param unansweredPings how many pings may go unanswered; at the next one after more the client is closed. Default 2.
 * @param silence         without a sign of life from the client before it is closed; longer than the ping interval.
 *                        Default 35 s.
 * @param sendTimeout     for one frame to leave; a client that reads too slowly for that is dropped. Default 5 s.
 * @param openTimeout     from accepting a client to its connection standing. Default 5 s.
 * @param maxLifetime     until a client is closed and has to connect again. Default 24 h.
 */
@ConfigurationProperties("operations.event.socket")
record EventSocketSettings(
        @DefaultValue("10s") Duration pingInterval,
        @DefaultValue("2") int unansweredPings,
        @DefaultValue("35s") Duration silence,
        @DefaultValue("5s") Duration sendTimeout,
        @DefaultValue("5s") Duration openTimeout,
        @DefaultValue("24h") Duration maxLifetime)
        implements SocketSettings {

    private static final String PREFIX = "operations.event.socket";

    EventSocketSettings {
        SocketSettings.checkKeepAlive(PREFIX, pingInterval, unansweredPings, silence);
        Assert.isTrue(sendTimeout.isPositive(), PREFIX + ".send-timeout must be positive");
        Assert.isTrue(openTimeout.isPositive(), PREFIX + ".open-timeout must be positive");
        Assert.isTrue(maxLifetime.isPositive(), PREFIX + ".max-lifetime must be positive");
    }

    EventSocketSettings forMembers() {
        return new EventSocketSettings(pingInterval, unansweredPings, silence, sendTimeout, openTimeout, ENDLESS);
    }

    @Override
    public Duration closeTimeout() {
        return sendTimeout;
    }
}
