package io.operations.event;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Since when something of another member may have been missed: what has changed from then on is told again. */
@Component
class EventGaps {

    /** What was on its way when a link broke, and by how much clocks may differ. */
    private static final Duration SLACK = Duration.ofSeconds(3);

    private final EventHub hub;
    private final Clock clock;
    private final Map<String, Instant> heard = new ConcurrentHashMap<>();
    private final Set<String> looking = ConcurrentHashMap.newKeySet();
    private volatile Instant begin = Instant.MAX;

    EventGaps(EventHub hub, Clock clock) {
        this.hub = hub;
        this.clock = clock;
    }

    /** Somebody listens who wants nothing that was before. */
    void begin() {
        begin = clock.instant();
        heard.clear();
    }

    void heard(String member) {
        heard.put(member, clock.instant());
    }

    /** Looks for what this member may have done since it was last heard; one look at a time. */
    void lookAt(String member) {
        if (!looking.add(member)) return;
        Thread.ofVirtual().name("event-gaps").start(() -> {
            try {
                hub.missed(member, since(member));
            } finally {
                looking.remove(member);
            }
        });
    }

    private Instant since(String member) {
        var last = heard.get(member);
        if (last == null) return begin;
        var since = last.minus(SLACK);
        return since.isBefore(begin) ? begin : since;
    }
}
