package io.operations.event;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Since when something of another member may have been missed: what has changed from then on is told again. */
@Component
class EventGaps {

    /**
     * By how much clocks may differ, and how long after the end that it tells a row may be committed. What is looked for again
     * costs the database a little, what is not looked for is lost.
     */
    private static final Duration SLACK = Duration.ofSeconds(20);

    /** A link over which nothing comes is broken long before. So much is bearable where a member has said nothing for hours. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final EventHub hub;
    private final Clock clock;
    private final Map<String, Instant> heard = new ConcurrentHashMap<>();
    private final Set<String> wanted = ConcurrentHashMap.newKeySet();
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

    /** A member that has been there only since then, as far as is known. */
    void meets(String member, Instant joined) {
        heard.putIfAbsent(member, joined);
    }

    /** @param published by the member's clock: what it said later may never have come, however late this did */
    void heard(String member, Instant published) {
        heard.merge(member, published, EventGaps::later);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** Looks for what this member may have done since it was last heard; one look at a time. */
    void lookAt(String member) {
        wanted.add(member);
        if (looking.add(member)) {
            Thread.ofVirtual().name("event-gaps").start(() -> lookWhileWanted(member));
        }
    }

    /** Tries again where the last look failed. */
    void lookAgain() {
        List.copyOf(wanted).forEach(this::lookAt);
    }

    /** Who wants a look while one is under way wants what that one may not see. */
    private void lookWhileWanted(String member) {
        try {
            var found = true;
            while (found && wanted.remove(member)) found = look(member);
        } finally {
            looking.remove(member);
        }
    }

    private boolean look(String member) {
        var now = clock.instant();
        var found = hub.lookForMissed(member, since(member));
        // The next look goes on from here: as long as a member is not reached, there is one each second.
        if (found) heard(member, now);
        else wanted.add(member);
        return found;
    }

    private Instant since(String member) {
        var last = heard.getOrDefault(member, begin).minus(SLACK);
        return later(begin, later(last, clock.instant().minus(LONGEST)));
    }
}
