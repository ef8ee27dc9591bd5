package io.operations.hook;

import io.operations.operation.Channel;
import io.operations.operation.OperationException;
import io.operations.operation.Peer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One producer, its viewers, and the ring between them. */
final class LogStream {

    /** Larger messages are not taken, however large the ring is. */
    static final int LARGEST_MESSAGE = 64 * 1024;

    private final LogRing ring;
    private final int largest;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<LogViewer> viewers = new HashSet<>();
    private @Nullable LogProducer producer;
    private @Nullable Ending ending;
    private boolean produced;
    private boolean over;

    /**
     * How the producer left.
     *
     * @param failure null if it said goodbye
     */
    record Ending(OperationException.@Nullable Failed failure) {

        private Goodbye farewell() {
            return failure == null
                    ? Goodbye.normal("Stream has ended")
                    : Goodbye.serverError(String.valueOf(failure.getMessage()));
        }
    }

    LogStream(int replay) {
        ring = new LogRing(replay);
        largest = Math.min(replay, LARGEST_MESSAGE);
    }

    LogRing ring() {
        return ring;
    }

    /** @throws OperationException.Conflict if somebody is there, or about to be */
    Channel produce() {
        lock.lock();
        try {
            requireRunning();
            if (producer != null) throw new OperationException.Conflict("Websocket already connected");
            producer = new LogProducer(this, largest);
            return producer;
        } finally {
            lock.unlock();
        }
    }

    Channel view() {
        lock.lock();
        try {
            requireRunning();
            var viewer = new LogViewer(this);
            viewers.add(viewer);
            return viewer;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is a producer; false if that takes too long. */
    boolean awaitProducer(Duration timeout) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            var nanos = timeout.toNanos();
            while (!produced && nanos > 0) nanos = changed.awaitNanos(nanos);
            return produced;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the producer has left. */
    Ending awaitEnding() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (ending == null) changed.await();
            return ending;
        } finally {
            lock.unlock();
        }
    }

    /** What viewers hear when they have heard all. */
    Goodbye farewell() throws InterruptedException {
        return awaitEnding().farewell();
    }

    /** Waits until all viewers have heard the rest, or time is up. */
    void awaitViewers(Duration timeout) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            var nanos = timeout.toNanos();
            while (!viewers.isEmpty() && nanos > 0) nanos = changed.awaitNanos(nanos);
        } finally {
            lock.unlock();
        }
    }

    /** Sends everybody away who is still there. Once only; more often does nothing. */
    void end(Goodbye farewell) {
        for (var seat : lastSeats()) seat.sendAway(farewell);
    }

    /** The producer is there. One that has left again meanwhile stays away. */
    void arrived(LogProducer who, Peer peer) {
        lock.lock();
        try {
            if (producer != who || !who.seat().take(peer)) return;
            produced = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The producer has left. A place that was never taken is free again. */
    void left(LogProducer who, Ending how) {
        lock.lock();
        try {
            if (who.seat().peer() == null) producer = null;
            else ending = how;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (who.seat().peer() != null) ring.complete();
    }

    void left(LogViewer who) {
        lock.lock();
        try {
            viewers.remove(who);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void requireRunning() {
        if (over) throw new OperationException.Invalid("Only running operations can be connected");
    }

    private List<Seat> lastSeats() {
        lock.lock();
        try {
            if (over) return List.of();
            over = true;
            var seats = new ArrayList<>(viewers.stream().map(LogViewer::seat).toList());
            if (producer != null) seats.add(producer.seat());
            return seats;
        } finally {
            lock.unlock();
        }
    }
}
