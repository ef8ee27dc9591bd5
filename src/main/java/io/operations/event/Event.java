package io.operations.event;

import io.operations.requestor.Requestor;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened, as its publisher saw it.
 *
 * @param type      what kind of thing
 * @param timestamp when it happened
 * @param location  name of the member where it happened; empty is left out on the wire
 * @param project   whose it is; empty for the server's own, which every listener gets
 * @param metadata  an immutable value that Jackson can write: it is read later, on another thread and at most once, so a
 *                  getter that waits for a lock would stop every listener
 * @param requestor who the metadata is about; never written, only for access rules
 * @param size      bytes of text that the metadata makes, about; 0 where it is little
 */
public record Event(
        EventType type,
        Instant timestamp,
        String location,
        String project,
        Object metadata,
        @Nullable Requestor requestor,
        long size) {

    /** One that makes little text. */
    public Event(
            EventType type,
            Instant timestamp,
            String location,
            String project,
            Object metadata,
            @Nullable Requestor requestor) {
        this(type, timestamp, location, project, metadata, requestor, 0);
    }
}
