package io.operations.operation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.operations.event.Event;
import io.operations.event.EventHub;
import io.operations.event.EventType;
import io.operations.requestor.Requestor;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Tells the event hub what happens to operations (contract §2.4). */
@Component
class OperationEvents {

    private static final String CANCELLED = "operation-cancelled";
    private static final String DEFAULT_PROJECT = "default";

    private final EventHub hub;
    private final OperationTypes types;
    private final Clock clock;
    private final Map<UUID, Operation> toAnnounce = new ConcurrentHashMap<>();

    /** Metadata of a lifecycle event. */
    record Lifecycle(
            String action,
            String source,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Requestor requestor,

            String project) {}

    OperationEvents(EventHub hub, OperationTypes types, Clock clock) {
        this.hub = hub;
        this.types = types;
        this.clock = clock;
    }

    /** The operation as it now is. */
    void publish(OperationRow row) {
        hub.publish(event(row));
    }

    /** The same of another member's, which may have told so already. */
    void repeat(OperationRow row) {
        hub.repeat(event(row));
    }

    /** It may have been published or not; whoever has heard it does not hear it again. */
    void publishAgain(OperationRow row) {
        hub.publishAgain(event(row));
    }

    private Event event(OperationRow row) {
        var header = row.header();
        var state = row.state();
        return new Event(
                EventType.OPERATION,
                clock.instant(),
                state.location(),
                header.project(),
                OperationView.of(row, types.of(header)),
                header.requestor(),
                size(row),
                new Event.Subject(header.id().toString(), state.attempt(), state.updatedAt(), row.isFinal()));
    }

    /** What may be large in a view. */
    private static long size(OperationRow row) {
        var state = row.state();
        return state.metadata().size()
                + state.error().length()
                + JsonSize.of(row.header().resources());
    }

    /** An operation is about to be queued. As soon as it is, others may start it, before {@link #queued} is called. */
    void queueing(Operation operation) {
        toAnnounce.put(operation.id(), operation);
    }

    /**
     * It has been queued: tells so, unless it has moved on since, for what comes next is told by whoever moved it.
     *
     * @return whether it has not moved on
     */
    boolean queued(UUID id) {
        var waits = new boolean[1];
        toAnnounce.computeIfPresent(id, (_, operation) -> {
            publish(operation.row());
            waits[0] = true;
            return null;
        });
        return waits[0];
    }

    /** An operation is no longer in the queue. From here on nobody says that it is. */
    void movesOn(UUID id) {
        toAnnounce.remove(id);
    }

    /** Somebody asked an operation to stop. */
    void publishCancelled(OperationRow row, @Nullable Requestor requestor) {
        var header = row.header();
        var project = header.project().isEmpty() ? DEFAULT_PROJECT : header.project();
        var lifecycle = new Lifecycle(CANCELLED, "/1.0/operations/" + header.id(), requestor, project);
        hub.publish(
                new Event(EventType.LIFECYCLE, clock.instant(), row.state().location(), project, lifecycle, requestor));
    }
}
