package io.operations.operation;

import io.operations.requestor.Requestor;
import java.util.List;

/**
 * What an operation of the websocket class does with whoever attaches to it (contract §1.7). Declare it as a Spring bean; one
 * that is a {@link RunHook} too also runs something meanwhile, and one that is not runs until it is cancelled. One instance
 * serves all operations of its type: what belongs to one operation is its {@link RunContext#session}.
 */
public interface ConnectHook {

    /** The type it serves; always the same value. */
    OperationType type();

    /** The names of an operation's channels. Each gets a secret, which its requestor finds in metadata under {@code fds}. */
    List<String> channels(Inputs inputs);

    /**
     * Somebody who knows the secret of a channel wants to attach to it. Called before the connection is upgraded.
     *
     * @throws OperationException to refuse; the caller reads the message
     */
    Channel connect(RunContext context, Caller caller);

    /**
     * Who wants to attach.
     *
     * @param channel   the channel whose secret they know
     * @param requestor who they are; see {@link RunContext#checkRequestor}
     */
    record Caller(String channel, Requestor requestor) {}
}
