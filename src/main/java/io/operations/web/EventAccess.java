package io.operations.web;

import io.operations.event.EventFilter;
import io.operations.event.EventHub;
import io.operations.event.EventType;
import io.operations.event.Subscription;
import io.operations.operation.OperationException;
import io.operations.requestor.AccessException;
import io.operations.requestor.AccessPolicy;
import io.operations.requestor.Caller;
import io.operations.requestor.Permission;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Whether a caller may listen to events: when it connects, and again at each ping. */
@Component
final class EventAccess {

    private final EventHub hub;
    private final KnownProjects projects;
    private final Trust trust;

    EventAccess(EventHub hub, KnownProjects projects, Trust trust) {
        this.hub = hub;
        this.projects = projects;
        this.trust = trust;
    }

    /**
     * What a caller listens to.
     *
     * @param asked   the types that it named; null for all that it may hear
     * @param project null for all projects
     */
    record Wish(@Nullable Set<EventType> asked, @Nullable String project) {

        Set<EventType> types() {
            return asked == null ? EnumSet.allOf(EventType.class) : asked;
        }
    }

    /**
     * Refuses what a caller may not hear.
     *
     * @return the project that is meant, see {@link KnownProjects}
     */
    Object require(Wish wish, Caller caller) {
        if (wish.project() != null) AccessPolicy.requireProject(caller, wish.project());
        var project = projects.require(wish.project());
        if (wish.asked() != null && wish.asked().stream().anyMatch(EventType::privileged))
            AccessPolicy.requireOnServer(caller, Permission.CAN_VIEW_EVENTS);
        return project;
    }

    /**
     * A session that sends what its caller may hear at the time, and ends when that is nothing any more.
     *
     * @param withdrawn what to do when it is nothing any more
     */
    EventSession session(Wish wish, Caller caller, EventSocketSettings settings, Runnable withdrawn) {
        var project = require(wish, caller);
        var subscription = hub.subscribe(filter(wish, caller));
        return new EventSession(subscription, settings, () -> {
            var stays = mayStay(() -> renews(subscription, wish, caller, project));
            if (!stays) withdrawn.run();
            return stays;
        });
    }

    private static boolean mayStay(BooleanSupplier renewal) {
        try {
            return renewal.getAsBoolean();
        } catch (AccessException | OperationException.NotFound refused) {
            return false;
        }
    }

    private boolean renews(Subscription subscription, Wish wish, Caller caller, Object project) {
        var now = trust.now(caller);
        if (!now.isTrusted() || !require(wish, now).equals(project)) return false;
        subscription.filterBy(filter(wish, now));
        return true;
    }

    private static EventFilter filter(Wish wish, Caller caller) {
        return new EventFilter(wish.types(), wish.project(), caller);
    }
}
