package io.operations.web;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * How much of the service one caller may take.
 *
 * @param bodyTimeout   for a request body to be there as a whole; a later one is answered with 408. As long for a new connection to send its
 *                      first request. Default 30 s
 * @param listeners     event WebSockets that one caller may have open, at least 1. Default 100
 * @param waiters       {@code /wait} and DELETE requests that one caller may have open, at least 1. Default 1,000
 * @param scheduleRate  operations a second that one caller may schedule in the long run, children included; at least 1.
 *                      Default 1,000
 * @param scheduleBurst operations that one caller may schedule at once after a pause, children included; at least one more
 *                      than {@code operations.limits.children}. Default 20,000
 * @param strangerRate  requests a second, to what is open to all, of one host whose callers are not trusted; ten times as many
 *                      at once. At least 1. Default 50
 */
@ConfigurationProperties("operations.limits")
record CallerLimitSettings(
        @DefaultValue("30s") Duration bodyTimeout,
        @DefaultValue("100") int listeners,
        @DefaultValue("1000") int waiters,
        @DefaultValue("1000") int scheduleRate,
        @DefaultValue("20000") int scheduleBurst,
        @DefaultValue("50") int strangerRate) {

    CallerLimitSettings {
        Assert.isTrue(bodyTimeout.isPositive(), "operations.limits.body-timeout must be positive");
        Assert.isTrue(listeners >= 1, "operations.limits.listeners must be at least 1");
        Assert.isTrue(waiters >= 1, "operations.limits.waiters must be at least 1");
        Assert.isTrue(scheduleRate >= 1, "operations.limits.schedule-rate must be at least 1");
        Assert.isTrue(scheduleBurst >= 1, "operations.limits.schedule-burst must be at least 1");
        Assert.isTrue(
                strangerRate >= 1 && strangerRate <= 1_000_000,
                "operations.limits.stranger-rate must be from 1 to 1000000");
    }

    /** Refuses a burst into which the largest family never fits. */
    CallerLimitSettings requireRoomFor(int children) {
        Assert.isTrue(
                scheduleBurst > children,
                "operations.limits.schedule-burst must be at least one more than operations.limits.children");
        return this;
    }
}
