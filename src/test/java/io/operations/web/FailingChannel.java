package io.operations.web;

import io.operations.operation.Channel;
import io.operations.operation.Frame;
import io.operations.operation.Peer;
import java.io.IOException;

/** A channel with a bug. */
record FailingChannel(Channel channel) implements Channel {

    @Override
    public void opened(Peer peer) throws IOException, InterruptedException {
        channel.opened(peer);
    }

    @Override
    public void received(Frame frame) {
        throw new IllegalStateException("a bug in a hook");
    }

    @Override
    public void closed(int code, String reason) {
        channel.closed(code, reason);
    }
}
