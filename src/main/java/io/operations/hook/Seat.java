package io.operations.hook;

import io.operations.operation.Peer;
import org.jspecify.annotations.Nullable;

/** The place of one connection. Whoever is to have it can be sent away before they come. */
final class Seat {

    private volatile @Nullable Peer peer;
    private volatile @Nullable Goodbye farewell;

    /** False if they were sent away. */
    boolean take(Peer arrived) {
        peer = arrived;
        return !dismiss();
    }

    void sendAway(Goodbye with) {
        farewell = with;
        dismiss();
    }

    /** Null before the connection stands. */
    @Nullable
    Peer peer() {
        return peer;
    }

    private boolean dismiss() {
        var there = peer;
        var with = farewell;
        if (there == null || with == null) return false;
        there.close(with.code(), with.reason());
        return true;
    }
}
