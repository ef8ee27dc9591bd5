package io.operations.web;

import io.operations.operation.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where senders hand pieces to the thread of a connection, one at a time, and wait until it has sent them: it holds no more
 * than the piece that is being sent.
 */
final class Outbox {

    /** Longer frames are sent in pieces of this many bytes, so that pings come in between. */
    static final int PIECE = 8 * 1024;

    private final ReentrantLock turn = new ReentrantLock(true);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Frame piece;
    private long handed;
    private long sent;
    private boolean closed;
    private boolean torn;

    /**
     * Returns when the frame has been sent. Who is interrupted leaves a message torn: nothing can be sent after it.
     *
     * @throws IOException if the connection is gone
     */
    void send(Frame frame) throws IOException, InterruptedException {
        turn.lockInterruptibly();
        try {
            var rest = frame.payload().duplicate();
            for (var end = cut(frame.kind(), rest); end < rest.limit(); end = cut(frame.kind(), rest)) {
                hand(new Frame(frame.kind(), rest.slice(rest.position(), end - rest.position()), false));
                rest.position(end);
            }
            hand(new Frame(frame.kind(), rest.slice(), frame.last()));
        } finally {
            turn.unlock();
        }
    }

    /** What is to be sent next; null if nothing came in time, or nothing will come. */
    @Nullable
    Frame next(Duration wait) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            var nanos = TimeUnit.NANOSECONDS.convert(wait);
            while (piece == null && !closed && nanos > 0) nanos = changed.awaitNanos(nanos);
            return closed ? null : piece;
        } finally {
            lock.unlock();
        }
    }

    /** What {@link #next} gave has been sent. */
    void sent() {
        lock.lock();
        try {
            piece = null;
            sent++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing will be sent any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The end of the next piece: text is cut between characters. */
    private static int cut(Frame.Kind kind, ByteBuffer rest) {
        if (rest.remaining() <= PIECE) return rest.limit();
        var end = rest.position() + PIECE;
        return kind == Frame.Kind.TEXT ? Utf8.cut(rest, end) : end;
    }

    private void hand(Frame next) throws IOException, InterruptedException {
        lock.lock();
        try {
            if (torn) throw new IOException("A message was left unfinished");
            piece = next;
            changed.signalAll();
            awaitSent(++handed);
        } catch (InterruptedException interrupted) {
            torn = true;
            throw interrupted;
        } finally {
            lock.unlock();
        }
    }

    private void awaitSent(long number) throws IOException, InterruptedException {
        while (sent < number && !closed) changed.await();
        if (sent < number) throw new IOException("Connection is closed");
    }
}
