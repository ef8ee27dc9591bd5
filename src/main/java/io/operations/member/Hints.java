package io.operations.member;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * What members tell each other through PostgreSQL: that something has changed, never what. A hint may be lost, come late or
 * come twice; who listens finds the truth in the tables, and looks there by itself now and then.
 */
@Component
public class Hints {

    /** That a member has come; the others tell none until they know of it. */
    static final String MEMBERS = "members";

    private static final Logger LOG = LoggerFactory.getLogger(Hints.class);

    private final Membership membership;
    private final PendingHints pending = new PendingHints();

    /** Whether anything has come since this member began to listen: through a pooler in transaction mode nothing ever does. */
    private volatile boolean hearing;

    private final Map<String, List<Consumer<List<String>>>> listeners = new ConcurrentHashMap<>();
    private final List<Runnable> whenMissed = new CopyOnWriteArrayList<>();

    Hints(Membership membership) {
        this.membership = membership;
        on(MEMBERS, _ -> membership.refresh());
        whenMissed(membership::refresh);
    }

    /** Tells all other members, soon; costs nothing when there are none. Never waits. */
    public void tell(String topic, String key) {
        if (!membership.isAlone()) pending.add(topic, key);
    }

    /** Whether this member is there or not: those who do not know of it yet are to look. */
    void tellOfMe() {
        pending.add(MEMBERS, "");
    }

    /**
     * Hears what others tell, and what this member itself tells.
     *
     * @param listener gets the keys; may not block
     */
    public void on(String topic, Consumer<List<String>> listener) {
        listeners.computeIfAbsent(topic, _ -> new CopyOnWriteArrayList<>()).add(listener);
    }

    /**
     * Hears when something may have been missed: this member begins to listen, or others had too much to tell.
     *
     * @param listener may not block
     */
    public void whenMissed(Runnable listener) {
        whenMissed.add(listener);
    }

    /** Whether others are there that this member does not hear: it is to look by itself, and more often. */
    public boolean areMissed() {
        return !hearing && !membership.isAlone();
    }

    /** From here on nothing has been heard. */
    void notHeard() {
        hearing = false;
    }

    PendingHints pending() {
        return pending;
    }

    void missed() {
        whenMissed.forEach(Hints::guarded);
    }

    void heard(List<String> payloads) {
        if (!payloads.isEmpty()) hearing = true;
        var keys = new ConcurrentHashMap<String, List<String>>();
        for (var payload : payloads) {
            var colon = payload.indexOf(':');
            if (colon < 0) continue;
            keys.computeIfAbsent(payload.substring(0, colon), _ -> new ArrayList<>())
                    .addAll(List.of(payload.substring(colon + 1).split(",", -1)));
        }
        if (keys.values().stream().anyMatch(it -> it.contains(PendingHints.EVERYTHING))) missed();
        keys.forEach(
                (topic, all) -> listeners.getOrDefault(topic, List.of()).forEach(it -> guarded(() -> it.accept(all))));
    }

    /** What gets past here would be the last hint. */
    private static void guarded(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException | Error e) {
            LOG.debug("A hint came to nothing; what it was about is found later", e);
        }
    }
}
