package io.operations.operation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.operations.event.Event;
import io.operations.event.EventHub;
import io.operations.event.EventType;
import io.operations.requestor.Requestor;
import java.time.Clock;
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
        var header = row.header();
        var view = OperationView.of(row, types.description(header.type()));
        hub.publish(new Event(
                EventType.OPERATION,
                clock.instant(),
                row.state().location(),
                header.project(),
                view,
                header.requestor()));
    }

    /** Somebody asked an operation to stop. */
    void publishCancelled(OperationRow row, @Nullable Requestor requestor) {
        var header = row.header();
        var project = header.project().isEmpty() ? DEFAULT_PROJECT : header.project();
        var lifecycle = new Lifecycle(CANCELLED, "/1.0/operations/" + header.id(), requestor, project);
        hub.publish(new Event(
                EventType.LIFECYCLE, clock.instant(), row.state().location(), project, lifecycle, header.requestor()));
    }
}
