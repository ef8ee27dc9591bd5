package io.operations.event;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which events a listener asked for.
 *
 * @param types   at least one of them must fit; none at all accepts nothing
 * @param project the only project to hear of; null for all of them
 */
public record EventFilter(Set<EventType> types, @Nullable String project) {

    public EventFilter {
        types = Set.copyOf(types);
    }

    /** Whether the listener gets the event. An event without a project is everybody's (contract §3.6). */
    public boolean accepts(Event event) {
        return types.contains(event.type()) && (event.project().isEmpty() || hearsOf(event.project()));
    }

    private boolean hearsOf(String other) {
        return project == null || project.equals(other);
    }
}
