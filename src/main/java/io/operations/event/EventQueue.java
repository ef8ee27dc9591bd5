package io.operations.event;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Published events on their way to the dispatcher, in order, bounded by number and by size. */
final class EventQueue {

    /**
     * An event and those who listened when it was published: nobody hears what happened before it subscribed.
     *
     * @param repeated whether they may have heard it already
     * @param since    when it was published, as {@link System#nanoTime} has it
     */
    record Entry(Event event, List<Subscription> listeners, boolean repeated, long since) {

        Entry(Event event, List<Subscription> listeners, boolean repeated) {
            this(event, listeners, repeated, System.nanoTime());
        }
    }

    private final int limit;
    private final long sizeLimit;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notFull = lock.newCondition();
    private final Condition notEmpty = lock.newCondition();
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private long size;
    private boolean closed;

    EventQueue(EventSettings settings) {
        limit = settings.queue();
        sizeLimit = settings.queueSize().toBytes();
    }

    /**
     * Appends the entry and waits while there is no room; forgets it once closed. An interrupt does not end the wait and
     * stays set: the thread of a cancelled run hook has its last events to publish.
     */
    void put(Entry entry) {
        lock.lock();
        try {
            while (!hasRoomFor(entry) && !closed) notFull.awaitUninterruptibly();
            if (!closed) add(entry);
        } finally {
            lock.unlock();
        }
    }

    /** Appends the entry if there is room; false if there is none. */
    boolean offer(Entry entry) {
        lock.lock();
        try {
            if (closed || !hasRoomFor(entry)) return false;
            add(entry);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** All that waits, oldest first; waits for at least one; empty only when closed. */
    List<Entry> takeAll() {
        lock.lock();
        try {
            while (entries.isEmpty() && !closed) notEmpty.awaitUninterruptibly();
            return drain();
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return entries.size();
        } finally {
            lock.unlock();
        }
    }

    /** Forgets what waits and releases all who wait. */
    void close() {
        lock.lock();
        try {
            closed = true;
            entries.clear();
            size = 0;
            notFull.signalAll();
            notEmpty.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** An entry above the size limit passes when it is alone. */
    private boolean hasRoomFor(Entry entry) {
        return entries.isEmpty()
                || entries.size() < limit && size + entry.event().size() <= sizeLimit;
    }

    private void add(Entry entry) {
        entries.add(entry);
        size += entry.event().size();
        notEmpty.signal();
    }

    private List<Entry> drain() {
        var drained = new ArrayList<>(entries);
        entries.clear();
        size = 0;
        notFull.signalAll();
        return drained;
    }
}
