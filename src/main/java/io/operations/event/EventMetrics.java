package io.operations.event;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.operations.event.Subscription.Reason;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** The meters of this room. Prometheus appends the base unit to each name, and {@code _total} to a counter's. */
@Component
final class EventMetrics {

    static final String PUBLISHED = "event.published";
    static final String INJECTED = "event.injected";
    static final String DELIVERED = "event.delivered";
    static final String LINKS = "event.links";
    static final String DROPPED = "event.dropped";
    static final String LISTENERS = "event.listeners";
    static final String QUEUE = "event.queue";

    private static final String EVENTS_UNIT = "events";
    private static final String LISTENERS_UNIT = "listeners";

    private final MeterRegistry registry;
    private final Map<EventType, Counter> published = new ConcurrentHashMap<>();
    private final Counter tooSlow;
    private final Counter unwritable;
    private final Counter delivered;
    private final Counter injected;

    EventMetrics(MeterRegistry registry) {
        this.registry = registry;
        EnumSet.allOf(EventType.class).forEach(this::publishedCounter);
        tooSlow = droppedCounter(Reason.TOO_SLOW);
        unwritable = droppedCounter(Reason.UNWRITABLE);
        injected = Counter.builder(INJECTED)
                .description("Events that came from other members for listeners of this one")
                .baseUnit(EVENTS_UNIT)
                .register(registry);
        delivered = Counter.builder(DELIVERED)
                .description("Events taken by listeners: one event counts once for each of them")
                .baseUnit(EVENTS_UNIT)
                .register(registry);
    }

    void published(EventType type) {
        publishedCounter(type).increment();
    }

    void injected() {
        injected.increment();
    }

    void delivered() {
        delivered.increment();
    }

    /** Counts a listener that the hub let go; one that left by itself is no news. */
    void ended(Reason reason) {
        switch (reason) {
            case CLOSED -> {}
            case TOO_SLOW -> tooSlow.increment();
            case UNWRITABLE -> unwritable.increment();
        }
    }

    void watch(Supplier<Number> listeners, Supplier<Number> queue) {
        gauge(LISTENERS, listeners, "Listeners subscribed on this member", LISTENERS_UNIT);
        gauge(QUEUE, queue, "Published events not yet handed to listeners; at the limit publishers wait", EVENTS_UNIT);
    }

    void watchLinks(Supplier<Number> links) {
        gauge(LINKS, links, "Other members whose events come here; none while nobody listens", "members");
    }

    private Counter publishedCounter(EventType type) {
        return published.computeIfAbsent(type, this::registerPublished);
    }

    private Counter registerPublished(EventType type) {
        return Counter.builder(PUBLISHED)
                .description("Events published on this member, whether anybody listened or not")
                .tag("type", type.wireName())
                .baseUnit(EVENTS_UNIT)
                .register(registry);
    }

    private Counter droppedCounter(Reason reason) {
        return Counter.builder(DROPPED)
                .description("Listeners closed because they could not keep up or an event could not be written")
                .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                .baseUnit(LISTENERS_UNIT)
                .register(registry);
    }

    private void gauge(String name, Supplier<Number> value, String description, String unit) {
        Gauge.builder(name, value).description(description).baseUnit(unit).register(registry);
    }
}
