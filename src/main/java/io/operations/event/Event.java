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
 * @param subject   what it is about, where order matters between members; null where it does not
 */
public record Event(
        EventType type,
        Instant timestamp,
        String location,
        String project,
        Object metadata,
        @Nullable Requestor requestor,
        long size,
        @Nullable Subject subject) {

    /**
     * What an event is about. Whichever way its events come, after its last one there are no more, and none of a version that
     * is behind.
     *
     * @param id      identity
     * @param version grows whenever it changes hands
     * @param changed when it became what the event says
     * @param last    whether it will never change again
     */
    public record Subject(String id, int version, Instant changed, boolean last) {}

    /** One that makes little text, and whose order does not matter. */
    public Event(
            EventType type,
            Instant timestamp,
            String location,
            String project,
            Object metadata,
            @Nullable Requestor requestor) {
        this(type, timestamp, location, project, metadata, requestor, 0, null);
    }
}
