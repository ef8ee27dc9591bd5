package io.operations.web;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * When the WebSocket of an operation gives its client up.
 *
 * @param pingInterval     between two pings. Default 10 s.
 * @param unansweredPings  how many pings may go unanswered; at the next one after more the client is closed. Default 2.
 * @param silence          without a sign of life from a client that is being read, and without a client taking anything
 *                         that is sent to it, before it is given up; longer than the ping interval. Default 35 s.
 * @param handshakeTimeout for the connection to stand after it was accepted, for a close frame to leave, and for the
 *                         answer to that. Default 5 s.
 * @param maxMessageSize   a client that sends a longer message is closed with 1009; text counts in UTF-8. At least 1 B.
 *                         Default 64 KiB.
 * @param maxLifetime      until a client is closed and has to attach again. Default 24 h.
 */
@ConfigurationProperties("operations.websocket")
record OperationSocketSettings(
        @DefaultValue("10s") Duration pingInterval,
        @DefaultValue("2") int unansweredPings,
        @DefaultValue("35s") Duration silence,
        @DefaultValue("5s") Duration handshakeTimeout,
        @DefaultValue("64KB") DataSize maxMessageSize,
        @DefaultValue("24h") Duration maxLifetime)
        implements SocketSettings {

    private static final String PREFIX = "operations.websocket";

    OperationSocketSettings {
        SocketSettings.checkKeepAlive(PREFIX, pingInterval, unansweredPings, silence);
        Assert.isTrue(handshakeTimeout.isPositive(), PREFIX + ".handshake-timeout must be positive");
        Assert.isTrue(maxMessageSize.toBytes() >= 1, PREFIX + ".max-message-size must be at least 1B");
        Assert.isTrue(maxLifetime.isPositive(), PREFIX + ".max-lifetime must be positive");
    }

    OperationSocketSettings forMembers() {
        return new OperationSocketSettings(
                pingInterval, unansweredPings, silence, handshakeTimeout, maxMessageSize, ENDLESS);
    }

    @Override
    public Duration sendTimeout() {
        return silence;
    }

    @Override
    public Duration openTimeout() {
        return handshakeTimeout;
    }

    @Override
    public Duration closeTimeout() {
        return handshakeTimeout;
    }
}
