package io.operations.web;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * How much of what concerns security is logged and kept.
 *
 * @param callerRate   lines about refused requests a minute, for each caller; of callers who are not trusted, for each host (IPv6:
 *                     /64). Default 60
 * @param strangerRate lines about refused requests a minute, for all callers together who are not trusted. Default 600
 * @param entries      stored lifecycle events: so many changes, so many refusals of callers, and so many of callers who are not
 *                     trusted. Default 100,000
 * @param retention    how long lifecycle events are stored. Default 90 days
 */
@ConfigurationProperties("operations.security-log")
record SecurityLogSettings(
        @DefaultValue("60") int callerRate,
        @DefaultValue("600") int strangerRate,
        @DefaultValue("100000") int entries,
        @DefaultValue("90d") Duration retention) {

    SecurityLogSettings {
        Assert.isTrue(callerRate > 0, "operations.security-log.caller-rate must be positive");
        Assert.isTrue(strangerRate > 0, "operations.security-log.stranger-rate must be positive");
        Assert.isTrue(entries > 0, "operations.security-log.entries must be positive");
        Assert.isTrue(retention.isPositive(), "operations.security-log.retention must be positive");
    }
}
