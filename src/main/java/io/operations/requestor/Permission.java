package io.operations.requestor;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a caller may be allowed to do, in a project or on the server as a whole (contract §3.9). */
public enum Permission {
    /** See operations of others. */
    CAN_VIEW_OPERATIONS,

    /** Schedule operations. */
    CAN_CREATE_OPERATIONS,

    /** In a project: cancel operations of others. On the server: also projects, certificates and trust tokens. */
    CAN_EDIT,

    /** Hear lifecycle events of others; on the server also what is logged. */
    CAN_VIEW_EVENTS,

    /** Scrape metrics; they are the server's, so in a project it allows nothing. */
    CAN_VIEW_METRICS;

    /** The name in configuration, {@code can_view_operations} for example. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Permission> ofWireName(String name) {
        return Arrays.stream(values()).filter(it -> it.wireName().equals(name)).findFirst();
    }
}
