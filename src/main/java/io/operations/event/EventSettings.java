package io.operations.event;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * How much may wait for listeners.
 *
 * @param backlog     events that may wait for one listener; one more and it is closed as too slow. At least 1. Default 8192.
 * @param backlogSize text that may wait for one listener, counted in characters; a single event may be larger. Listeners
 *                    share the text of an event. Default 8 MB.
 * @param queue       published events that may wait to be handed to the listeners; above it publishers wait. At least 1.
 *                    Default 8192.
 * @param queueSize   text that these may make, in bytes; a single event may be larger. Default 32 MB.
 */
@ConfigurationProperties("operations.event")
record EventSettings(
        @DefaultValue("8192") int backlog,
        @DefaultValue("8MB") DataSize backlogSize,
        @DefaultValue("8192") int queue,
        @DefaultValue("32MB") DataSize queueSize) {

    EventSettings {
        Assert.isTrue(backlog >= 1, "operations.event.backlog must be at least 1");
        Assert.isTrue(backlogSize.toBytes() >= 1, "operations.event.backlog-size must be at least 1B");
        Assert.isTrue(queue >= 1, "operations.event.queue must be at least 1");
        Assert.isTrue(queueSize.toBytes() >= 1, "operations.event.queue-size must be at least 1B");
    }
}
