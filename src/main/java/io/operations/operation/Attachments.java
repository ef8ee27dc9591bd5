package io.operations.operation;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Who is attached to which operation of this member. When one ends, or is no longer this member's, nobody stays attached to
 * it, whatever its hook did about that: it may never have been called.
 */
@Component
class Attachments {

    private static final int GOING_AWAY = 1001;
    private static final int COME_AGAIN = 1012;

    private final Map<Operation, Set<Peer>> peers = new ConcurrentHashMap<>();

    /** A channel that passes everything on, and closes with the operation. */
    Channel attach(Operation operation, Channel channel) {
        return new Attached(operation, channel);
    }

    private final class Attached implements Channel {

        private final Operation operation;
        private final Channel channel;
        private volatile @Nullable Peer peer;

        private Attached(Operation operation, Channel channel) {
            this.operation = operation;
            this.channel = channel;
        }

        @Override
        public void opened(Peer opened) throws IOException, InterruptedException {
            peer = opened;
            add(operation, opened);
            channel.opened(opened);
        }

        @Override
        public void received(Frame frame) throws IOException, InterruptedException {
            channel.received(frame);
        }

        @Override
        public void closed(int code, String reason) {
            if (peer != null) {
                remove(operation, peer);
            }
            channel.closed(code, reason);
        }
    }

    private void add(Operation operation, Peer peer) {
        var first = peers.putIfAbsent(operation, ConcurrentHashMap.newKeySet()) == null;
        peers.computeIfPresent(operation, (_, all) -> {
            all.add(peer);
            return all;
        });
        var finished = operation.live().finished();
        if (first) {
            finished.whenComplete((_, lost) -> closeAll(operation, lost));
        } else if (finished.isDone()) {
            close(peer, finished.isCancelled());
        }
    }

    private void remove(Operation operation, Peer peer) {
        peers.computeIfPresent(operation, (_, all) -> {
            all.remove(peer);
            return all;
        });
    }

    private void closeAll(Operation operation, @Nullable Throwable lost) {
        var all = peers.remove(operation);
        if (all != null) {
            all.forEach(it -> close(it, lost != null));
        }
    }

    private static void close(Peer peer, boolean lost) {
        if (lost) {
            peer.close(COME_AGAIN, "Operation is no longer this member's");
        } else {
            peer.close(GOING_AWAY, "Operation has ended");
        }
    }
}
