package io.operations.event;

import io.operations.requestor.AccessPolicy;
import io.operations.requestor.Caller;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which events a listener asked for, and may hear of.
 *
 * @param types   at least one of them must fit; none at all accepts nothing
 * @param project the only project to hear of; null for all of them
 * @param caller  who listens
 */
public record EventFilter(Set<EventType> types, @Nullable String project, Caller caller) {

    public EventFilter {
        types = Set.copyOf(types);
    }

    /** Whether the listener gets the event. An event without a project is for all who may (contract §3.6). */
    public boolean accepts(Event event) {
        return types.contains(event.type())
                && (event.project().isEmpty() || hearsOf(event.project()))
                && AccessPolicy.hears(caller, event.type().needed(), event.project(), event.requestor());
    }

    /** The types of which the listener may hear anything at all: some are of the whole server alone. */
    Set<EventType> audible() {
        return types.stream()
                .filter(it -> !it.privileged() || AccessPolicy.hears(caller, it.needed(), "", null))
                .collect(Collectors.toUnmodifiableSet());
    }

    private boolean hearsOf(String other) {
        return project == null || project.equals(other);
    }
}
