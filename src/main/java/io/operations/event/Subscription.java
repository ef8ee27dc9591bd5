package io.operations.event;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One listener's bounded, ordered backlog of frames. It is complete or it is over: what does not fit ends it, so that a
 * listener never reads past a hole. One thread takes from it; any may close it.
 */
public final class Subscription implements AutoCloseable {

    /** Why a subscription is over. */
    public enum Reason {
        /** Its listener, or the hub, closed it. */
        CLOSED,
        /** Its listener could not keep up. */
        TOO_SLOW,
        /** It was due an event that could not be written as JSON. */
        UNWRITABLE
    }

    /** Thrown to whoever takes from a subscription that is over. */
    public static final class Ended extends RuntimeException {

        private final Reason reason;

        Ended(Reason reason) {
            super("Subscription ended: " + reason, null, false, false);
            this.reason = reason;
        }

        public Reason reason() {
            return reason;
        }
    }

    private volatile Predicate<Event> filter;
    private volatile Set<EventType> types;
    private final boolean ofMember;
    private final Backlog backlog;
    private final EventHub hub;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile @Nullable Reason ended;
    private volatile boolean complete;

    /**
     * @param types    of which alone the filter accepts any
     * @param ofMember whether another member listens: it gets what happens here, in a form of its own
     */
    Subscription(
            Predicate<Event> filter, Set<EventType> types, boolean ofMember, EventSettings settings, EventHub hub) {
        this.filter = filter;
        this.types = types;
        this.ofMember = ofMember;
        this.backlog = new Backlog(settings);
        this.hub = hub;
    }

    /**
     * Takes the next frame.
     *
     * @param wait how long at most; zero or less does not wait
     * @return one event as JSON text; null when none came in time
     * @throws Ended when the subscription is over; what still waited is gone
     */
    public @Nullable String next(Duration wait) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            awaitChange(TimeUnit.NANOSECONDS.convert(wait));
            return poll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the subscription and frees its backlog. Once is as good as often. */
    @Override
    public void close() {
        end(Reason.CLOSED);
    }

    /** Ends the subscription when what waits has been taken; nothing more comes. */
    public void closeWhenTaken() {
        lock.lock();
        try {
            complete = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What comes from now on is what this filter accepts: the rights of the listener have changed, perhaps. */
    public void filterBy(EventFilter next) {
        types = next.audible();
        filter = next::accepts;
    }

    boolean wants(Event event) {
        return ended == null && !complete && filter.test(event);
    }

    /** Frames that its listener has not taken yet. */
    int waiting() {
        lock.lock();
        try {
            return backlog.count();
        } finally {
            lock.unlock();
        }
    }

    boolean mayWant(EventType type) {
        return types.contains(type);
    }

    boolean isOfMember() {
        return ofMember;
    }

    /** Appends the frame if it fits, else ends the subscription. Never waits for the listener. */
    void offer(String frame) {
        if (!fits(frame)) end(Reason.TOO_SLOW);
    }

    /** Ends the subscription unless it is over: the first reason stands. */
    void end(Reason reason) {
        lock.lock();
        try {
            if (ended != null) return;
            ended = reason;
            backlog.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        hub.forget(this, reason);
    }

    private boolean fits(String frame) {
        lock.lock();
        try {
            if (ended != null) return true;
            changed.signal();
            return backlog.offer(frame);
        } finally {
            lock.unlock();
        }
    }

    private void awaitChange(long nanos) throws InterruptedException {
        while (backlog.isEmpty() && ended == null && !complete && nanos > 0) nanos = changed.awaitNanos(nanos);
    }

    private @Nullable String poll() {
        var reason = ended;
        if (reason != null) throw new Ended(reason);
        var frame = backlog.poll();
        if (frame == null && complete) throw new Ended(Reason.CLOSED);
        if (frame != null) hub.delivered();
        return frame;
    }
}
