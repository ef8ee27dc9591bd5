package io.operations.event;

import io.operations.requestor.Permission;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What kind of thing happened (contract §2.4). */
public enum EventType {

    /** Something was done to an entity, such as an operation that was cancelled. */
    LIFECYCLE,

    /** A log line of a member. */
    LOGGING,

    /** An operation changed. */
    OPERATION;

    /** The type that a client calls so, or nothing: names are matched exactly. */
    public static Optional<EventType> ofWireName(String name) {
        return Arrays.stream(values())
                .filter(type -> type.wireName().equals(name))
                .findFirst();
    }

    /** The name that clients read and write. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether only those who may see the whole server's events may ask for it. */
    public boolean privileged() {
        return switch (this) {
            case LOGGING -> true;
            case LIFECYCLE, OPERATION -> false;
        };
    }

    /** What one must be allowed to hear of such things when they are about others. */
    Permission needed() {
        return switch (this) {
            case LIFECYCLE, LOGGING -> Permission.CAN_VIEW_EVENTS;
            case OPERATION -> Permission.CAN_VIEW_OPERATIONS;
        };
    }
}
