package io.operations.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.operations.event.Event;
import io.operations.event.EventHub;
import io.operations.event.EventType;
import io.operations.requestor.LifecycleEntry;
import io.operations.requestor.LifecycleEntry.Kind;
import io.operations.requestor.LifecycleEvents;
import io.operations.requestor.Requestor;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Tells of changes to entities that are no operations (contract §2.4): a line in the security log, a lifecycle event,
 * and a stored one.
 */
@Component
class Lifecycles {

    private final EventHub hub;
    private final LifecycleEvents store;
    private final SecurityEvents events;
    private final PendingEntries pending;
    private final Clock clock;

    /** Metadata of a lifecycle event. */
    record Lifecycle(
            String action,
            String source,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Requestor requestor,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) String project,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Object> context) {

        static Lifecycle of(LifecycleEntry entry) {
            return new Lifecycle(
                    entry.action(), entry.source(), entry.origin().requestor(), entry.project(), context(entry));
        }

        /** Beside what a change is, nothing: stock clients know the action and the source. */
        static Map<String, Object> context(LifecycleEntry entry) {
            if (entry.kind() == Kind.CHANGE) return Map.of();
            var context = new LinkedHashMap<String, Object>();
            put(context, "method", entry.target().method());
            put(context, "route", entry.target().route());
            if (entry.target().status() != 0)
                context.put("status", entry.target().status());
            put(context, "reason", entry.reason());
            put(context, "peer", entry.origin().peer());
            put(context, "fingerprint", entry.origin().fingerprint());
            context.put("times", entry.times());
            return context;
        }

        private static void put(Map<String, Object> context, String name, String value) {
            if (!value.isEmpty()) context.put(name, value);
        }
    }

    Lifecycles(EventHub hub, LifecycleEvents store, SecurityEvents events, PendingEntries pending, Clock clock) {
        this.hub = hub;
        this.store = store;
        this.events = events;
        this.pending = pending;
        this.clock = clock;
    }

    /**
     * To be called when it is done.
     *
     * @param action    what was done, {@code project-deleted} for example
     * @param source    URL of the entity
     * @param project   whose it is; empty for the server's own
     * @param requestor who did it; {@link Requestor#NOBODY} for the service itself
     */
    void publish(String action, String source, String project, Requestor requestor) {
        var request = request();
        var done = events.change(action, source, project, requestor, request);
        try {
            store.store(List.of(done));
        } catch (DataAccessException | TransactionException e) {
            pending.add(done);
        }
        tell(done, request);
    }

    /**
     * Does it, and stores that it was done, in one transaction.
     *
     * @param change says whether it has changed anything; if not, nothing is told
     * @return what the change says
     */
    boolean commit(String action, String source, String project, Requestor requestor, BooleanSupplier change) {
        var request = request();
        var entry = events.change(action, source, project, requestor, request);
        var changed = store.storeWith(entry, change);
        if (changed) tell(entry, request);
        return changed;
    }

    private void tell(LifecycleEntry done, @Nullable HttpServletRequest request) {
        SecurityLog.say(done, request);
        publish(done);
    }

    /** Tells those who listen. */
    void publish(LifecycleEntry entry) {
        hub.publish(new Event(
                EventType.LIFECYCLE,
                clock.instant(),
                entry.location(),
                entry.project(),
                Lifecycle.of(entry),
                entry.kind() == Kind.STRANGER ? null : entry.origin().requestor()));
    }

    private static @Nullable HttpServletRequest request() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes it
                ? it.getRequest()
                : null;
    }
}
