package io.operations.hook;

import io.operations.operation.Frame;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The latest messages of a stream, as many as fit; the oldest make room for the newest. Its readers do not wait for each
 * other, and nobody waits for them.
 */
final class LogRing {

    /** Where a reader begins: at the oldest message there is. */
    static final long START = -1;

    /** What a message costs beside its bytes, so that empty ones do not come for nothing. */
    private static final int OVERHEAD = 64;

    private final int limit;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Long, Frame> messages = new HashMap<>();
    private long oldest;
    private long next;
    private long size;
    private long bytes;
    private boolean complete;

    /** A whole message, and where to go on after it. */
    record Entry(Frame message, long next) {}

    /** Thrown to a reader whose next message had to make room. */
    static final class Overtaken extends Exception {
        Overtaken() {
            super("Messages came faster than they were read", null, false, false);
        }
    }

    /** @param limit in bytes; one message is kept whatever its size */
    LogRing(int limit) {
        this.limit = limit;
    }

    void add(Frame message) {
        lock.lock();
        try {
            messages.put(next++, message);
            size += cost(message);
            bytes += message.size();
            while (size > limit && messages.size() > 1) dropOldest();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** No more messages will come. */
    void complete() {
        lock.lock();
        try {
            complete = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for a message.
     *
     * @param cursor {@link #START}, or what came with the message before
     * @return null when there will be none
     */
    @Nullable
    Entry take(long cursor) throws InterruptedException, Overtaken {
        lock.lockInterruptibly();
        try {
            while (Math.max(cursor, oldest) == next && !complete) changed.await();
            return entry(cursor == START ? oldest : cursor);
        } finally {
            lock.unlock();
        }
    }

    /** How many messages there have been. */
    long count() {
        lock.lock();
        try {
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** How many bytes there have been in them. */
    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /** Each reader has a frame of its own, as reading moves the position in its payload. */
    private @Nullable Entry entry(long number) throws Overtaken {
        if (number < oldest) throw new Overtaken();
        var message = messages.get(number);
        return message == null
                ? null
                : new Entry(new Frame(message.kind(), message.payload(), message.last()), number + 1);
    }

    private void dropOldest() {
        var dropped = messages.remove(oldest++);
        if (dropped != null) size -= cost(dropped);
    }

    private static long cost(Frame message) {
        return (long) message.size() + OVERHEAD;
    }
}
