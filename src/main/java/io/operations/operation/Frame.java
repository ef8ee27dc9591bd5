package io.operations.operation;

import java.nio.ByteBuffer;

/**
 * A piece of a message, as it travels over a WebSocket.
 *
 * @param kind    text, or bytes
 * @param payload read-only; text is UTF-8, cut between characters
 * @param last    whether the message ends with it
 */
public record Frame(Kind kind, ByteBuffer payload, boolean last) {

    /** What a message consists of. */
    public enum Kind {
        TEXT,
        BINARY
    }

    public Frame {
        payload = payload.asReadOnlyBuffer();
    }

    /** Bytes in this piece. */
    public int size() {
        return payload.remaining();
    }
}
