package io.operations.hook;

import io.operations.hook.LogRing.Overtaken;
import io.operations.operation.Channel;
import io.operations.operation.Frame;
import io.operations.operation.Peer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Who reads a stream, on a thread of their own and at their own pace. */
final class LogViewer implements Channel {

    private static final Goodbye TALKS = new Goodbye(1003, "Nothing is taken here");
    private static final Goodbye TOO_SLOW = new Goodbye(1013, "Messages came faster than read");

    private final LogStream stream;
    private final Seat seat = new Seat();
    private volatile @Nullable Thread thread;
    private volatile boolean gone;

    LogViewer(LogStream stream) {
        this.stream = stream;
    }

    @Override
    public void opened(Peer peer) {
        if (!seat.take(peer)) return;
        thread = Thread.ofVirtual().name("log-viewer").start(() -> show(peer));
        if (gone) interrupt();
    }

    @Override
    public void received(Frame frame) {
        seat.sendAway(TALKS);
    }

    @Override
    public void closed(int code, String reason) {
        gone = true;
        interrupt();
        stream.left(this);
    }

    Seat seat() {
        return seat;
    }

    private void interrupt() {
        var showing = thread;
        if (showing != null) showing.interrupt();
    }

    private void show(Peer peer) {
        try {
            showAll(peer);
            seat.sendAway(stream.farewell());
        } catch (Overtaken overtaken) {
            seat.sendAway(TOO_SLOW);
        } catch (IOException | InterruptedException left) {
            // Nobody is there any more.
        }
    }

    private void showAll(Peer peer) throws IOException, InterruptedException, Overtaken {
        var ring = stream.ring();
        for (var entry = ring.take(LogRing.START); entry != null; entry = ring.take(entry.next())) {
            peer.send(entry.message());
        }
    }
}
