package io.operations.event;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.operations.event.Subscription.Reason;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
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
    static final String BACKLOG = "event.backlog";
    static final String LAG = "event.lag";

    private static final String EVENTS_UNIT = "events";
    private static final String LISTENERS_UNIT = "listeners";

    private static final Duration[] LAG_BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30)
    };

    private final MeterRegistry registry;
    private final Map<EventType, Counter> published = new ConcurrentHashMap<>();
    private final Counter tooSlow;
    private final Counter unwritable;
    private final Counter delivered;
    private final Counter injected;
    private final Timer lag;

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
        lag = Timer.builder(LAG)
                .description("Time from publication, or arrival from another member, until it is with the listeners")
                .serviceLevelObjectives(LAG_BUCKETS)
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

    /** @param since when the event was published, as {@link System#nanoTime} has it */
    void handedOver(long since) {
        lag.record(System.nanoTime() - since, TimeUnit.NANOSECONDS);
    }

    void watch(Supplier<Number> listeners, Supplier<Number> queue, Supplier<Number> backlog) {
        gauge(LISTENERS, listeners, "Listeners subscribed on this member", LISTENERS_UNIT);
        gauge(QUEUE, queue, "Published events not yet handed to listeners; at the limit publishers wait", EVENTS_UNIT);
        gauge(BACKLOG, backlog, "Events that wait for the listener that is furthest behind", EVENTS_UNIT);
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
