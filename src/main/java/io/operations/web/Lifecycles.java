package io.operations.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.operations.event.Event;
import io.operations.event.EventHub;
import io.operations.event.EventType;
import io.operations.member.MemberService;
import io.operations.requestor.Requestor;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Tells the event hub what somebody has done to an entity that is no operation (contract §2.4). */
@Component
class Lifecycles {

    private final EventHub hub;
    private final MemberService member;
    private final Clock clock;

    /** Metadata of a lifecycle event. */
    record Lifecycle(
            String action,
            String source,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Requestor requestor,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) String project) {}

    Lifecycles(EventHub hub, MemberService member, Clock clock) {
        this.hub = hub;
        this.member = member;
        this.clock = clock;
    }

    /**
     * To be called when it is done.
     *
     * @param action    what was done, {@code project-created} for example
     * @param source    URL of the entity
     * @param project   whose it is; empty for the server's own
     * @param requestor who did it; null for the service itself
     */
    void publish(String action, String source, String project, @Nullable Requestor requestor) {
        hub.publish(new Event(
                EventType.LIFECYCLE,
                clock.instant(),
                member.name(),
                project,
                new Lifecycle(action, source, requestor, project),
                requestor));
    }
}
