package io.operations.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;

/** An event on the wire (contract §2.4). */
@JsonPropertyOrder({"type", "timestamp", "metadata", "location", "project"})
record EventView(
        String type,
        Instant timestamp,
        Object metadata,
        @JsonInclude(Include.NON_EMPTY) String location,
        @JsonInclude(Include.NON_EMPTY) String project) {

    static EventView of(Event event) {
        return new EventView(
                event.type().wireName(), event.timestamp(), event.metadata(), event.location(), event.project());
    }
}
