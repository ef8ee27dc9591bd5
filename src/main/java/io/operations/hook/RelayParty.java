package io.operations.hook;

import io.operations.operation.Channel;
import io.operations.operation.Frame;
import io.operations.operation.Peer;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/** One of the two that a relay brings together. */
final class RelayParty implements Channel {

    private final Relay relay;
    private final Seat seat = new Seat();
    private final AtomicLong bytes = new AtomicLong();

    RelayParty(Relay relay) {
        this.relay = relay;
    }

    @Override
    public void opened(Peer peer) {
        relay.arrived(this, peer);
    }

    /** Returns when the other party has taken it. Of a failure the relay hears from the other party's end. */
    @Override
    public void received(Frame frame) throws InterruptedException {
        var other = relay.other(this);
        if (other == null) return;
        var size = frame.size();
        try {
            other.send(frame);
            bytes.addAndGet(size);
        } catch (IOException gone) {
            // Nobody hears this.
        }
    }

    @Override
    public void closed(int code, String reason) {
        relay.left(this, new Goodbye(code, reason));
    }

    Seat seat() {
        return seat;
    }

    long bytes() {
        return bytes.get();
    }
}
