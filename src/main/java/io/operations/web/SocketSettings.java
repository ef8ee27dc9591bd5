package io.operations.web;

import java.time.Duration;
import org.springframework.util.Assert;

/** When a WebSocket gives its client up. */
interface SocketSettings {

    /** Of connections between members, which have what they need to prove who they are. */
    Duration ENDLESS = Duration.ofDays(36_500);

    /** Between two pings. */
    Duration pingInterval();

    /** How many pings may go unanswered. */
    int unansweredPings();

    /** Without a sign of life from the client. */
    Duration silence();

    /** For one frame to leave. */
    Duration sendTimeout();

    /** From accepting a client to its connection standing. */
    Duration openTimeout();

    /** For a close frame to leave, and again for the client's answer to it. */
    Duration closeTimeout();

    /** From the connection to its end, whatever is sent: clients connect again, and present what they have anew. */
    Duration maxLifetime();

    /** @param prefix what the properties begin with */
    static void checkKeepAlive(String prefix, Duration pingInterval, int unansweredPings, Duration silence) {
        Assert.isTrue(pingInterval.isPositive(), prefix + ".ping-interval must be positive");
        Assert.isTrue(unansweredPings >= 0, prefix + ".unanswered-pings must not be negative");
        Assert.isTrue(
                silence.compareTo(pingInterval) > 0,
                prefix + ".silence must be longer than " + prefix + ".ping-interval");
    }
}
