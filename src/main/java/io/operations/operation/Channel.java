package io.operations.operation;

import java.io.IOException;

/**
 * This end of one connection to a websocket operation. Its methods are called one after the other; only {@link #closed} may
 * come at any time, and comes exactly once, even where the connection never stood.
 */
public interface Channel {

    /** The connection stands. */
    void opened(Peer peer) throws IOException, InterruptedException;

    /** The peer sent this. While it is being taken the peer is not read, so a slow taker slows the peer down. */
    void received(Frame frame) throws IOException, InterruptedException;

    /**
     * The connection is gone.
     *
     * @param code   WebSocket close code: the one with which the peer, or this end, said goodbye; 1006 where nobody did
     * @param reason what was said with it; may be empty
     */
    void closed(int code, String reason);
}
