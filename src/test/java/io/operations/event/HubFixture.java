package io.operations.event;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.operations.requestor.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A hub of its own, and what tests say to it. */
final class HubFixture implements AutoCloseable {

    static final EventSettings DEFAULTS =
            new EventSettings(8192, DataSize.ofMegabytes(8), 8192, DataSize.ofMegabytes(32));
    static final EventFilter EVERYTHING = new EventFilter(EnumSet.allOf(EventType.class), null, Caller.anonymous(""));
    static final Duration LONG = Duration.ofSeconds(30);

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final EventHub hub;

    HubFixture() {
        this(DEFAULTS);
    }

    HubFixture(EventSettings settings) {
        hub = new EventHub(settings, new EventMetrics(meters), MAPPER);
    }

    static HubFixture withBacklog(int backlog) {
        return new HubFixture(
                new EventSettings(backlog, DEFAULTS.backlogSize(), DEFAULTS.queue(), DEFAULTS.queueSize()));
    }

    static HubFixture withQueue(int queue) {
        return new HubFixture(
                new EventSettings(DEFAULTS.backlog(), DEFAULTS.backlogSize(), queue, DEFAULTS.queueSize()));
    }

    static Event event(Object metadata) {
        return event(EventType.OPERATION, "default", metadata);
    }

    static Event event(EventType type, String project, Object metadata) {
        return new Event(type, Instant.parse("2026-11-23T08:54:40.25Z"), "none", project, metadata, null);
    }

    static Event numbered(int publisher, int number) {
        return event(Map.of("publisher", publisher, "number", number));
    }

    static JsonNode metadata(String frame) {
        return MAPPER.readTree(frame).required("metadata");
    }

    /** So many frames, each within a time that only a fault exceeds. */
    static List<String> take(Subscription subscription, int count) throws InterruptedException {
        var frames = new ArrayList<String>();
        while (frames.size() < count) {
            var frame = subscription.next(LONG);
            if (frame == null) throw new AssertionError("only " + frames.size() + " of " + count + " frames came");
            frames.add(frame);
        }
        return frames;
    }

    Subscription subscribe() {
        return hub.subscribe(EVERYTHING);
    }

    double count(String meter, String... tags) {
        return meters.get(meter).tags(tags).counter().count();
    }

    double gauge(String meter) {
        return meters.get(meter).gauge().value();
    }

    @Override
    public void close() {
        hub.close();
    }
}
