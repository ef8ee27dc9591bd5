package io.operations.operation;

import java.io.IOException;

/** The other end of a connection. Safe for many threads. */
public interface Peer {

    /**
     * Sends a frame; returns when the network has taken it, so a slow peer slows its sender down.
     *
     * @throws IOException if the connection is gone, or the peer takes nothing for too long
     */
    void send(Frame frame) throws IOException, InterruptedException;

    /** Closes the connection with a WebSocket close code and a reason for people. Does nothing if it is closed. */
    void close(int code, String reason);
}
