package io.operations.operation;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Bytes of memory that one kind of thing may take, in all and for each who asks. What is beyond the share of one is refused with
 * 429, what is beyond the whole with 503: so one cannot take the memory of all. Safe for many threads.
 */
public final class Budget {

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final String name;
    private final String one;
    private final long all;
    private final long share;
    private final Map<Object, Long> taken = new HashMap<>();
    private volatile Runnable onFree = () -> {};
    private long total;
    private long refused;

    /**
     * @param name  what takes the memory, as a refusal has it: "Request bodies"
     * @param one   who has a share: "caller"
     * @param all   bytes that all may take together
     * @param share bytes that one may take
     */
    public Budget(String name, String one, long all, long share) {
        this.name = name;
        this.one = one;
        this.all = all;
        this.share = Math.min(all, share);
    }

    /** What to call when something is given back while more than half is taken; must not block. */
    void onFree(Runnable listener) {
        onFree = listener;
    }

    /** Takes nothing yet. To be closed. */
    public Reservation open(Object who) {
        return new Reservation(who);
    }

    /**
     * Takes bytes until what is returned is closed.
     *
     * @throws OperationException.TooMany     if that is more than the share of who asks
     * @throws OperationException.Unavailable if there is no memory left for anybody
     */
    public Reservation take(Object who, long bytes) {
        var reservation = open(who);
        reservation.grow(bytes);
        return reservation;
    }

    public synchronized long taken() {
        return total;
    }

    public synchronized long refused() {
        return refused;
    }

    public long all() {
        return all;
    }

    /** Bytes that one may take. */
    public long share() {
        return share;
    }

    /** Bytes that are left; 0 where more has been taken than there is. */
    public synchronized long free() {
        return Math.max(0, all - total);
    }

    private synchronized void require(Object who, long bytes) {
        if (taken.getOrDefault(who, 0L) + bytes > share) throw tooMany();
        if (total + bytes > all) throw unavailable();
        add(who, bytes);
    }

    private synchronized void add(Object who, long bytes) {
        var own = taken.getOrDefault(who, 0L) + bytes;
        total += bytes;
        if (own == 0) taken.remove(who);
        else taken.put(who, own);
    }

    private OperationException tooMany() {
        refused++;
        return new OperationException.TooMany(name + " of one " + one + " take too much memory", RETRY);
    }

    private OperationException unavailable() {
        refused++;
        return new OperationException.Unavailable(name + " take too much memory");
    }

    /** Bytes that somebody has taken. For one thread at a time. */
    public final class Reservation implements AutoCloseable {

        private final Object who;
        private long bytes;

        private Reservation(Object who) {
            this.who = who;
        }

        /** Takes more, or nothing more and throws as {@link Budget#take} does. */
        public synchronized void grow(long more) {
            require(who, more);
            bytes += more;
        }

        /** Takes more, however little is left: for what is there already and cannot be refused. */
        public synchronized void growAnyway(long more) {
            add(who, more);
            bytes += more;
        }

        /** Gives back what is more than that. */
        public void shrinkTo(long rest) {
            if (giveBack(rest)) onFree.run();
        }

        /** Whether little was left before. */
        private synchronized boolean giveBack(long rest) {
            if (rest >= bytes) return false;
            var wasShort = free() < all / 2;
            add(who, rest - bytes);
            bytes = rest;
            return wasShort;
        }

        /** Gives all of it back; once is as good as often. */
        @Override
        public void close() {
            shrinkTo(0);
        }
    }
}
