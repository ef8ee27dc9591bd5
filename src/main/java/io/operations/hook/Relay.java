package io.operations.hook;

import io.operations.operation.Channel;
import io.operations.operation.OperationException;
import io.operations.operation.Peer;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The meeting of two parties. It keeps nothing of what they say: who speaks waits until the other has heard it. */
final class Relay {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, RelayParty> parties = new TreeMap<>();
    private @Nullable Goodbye goodbye;
    private boolean over;

    /** @throws OperationException.Conflict if somebody is there, or about to be */
    Channel join(String channel) {
        lock.lock();
        try {
            if (over || goodbye != null)
                throw new OperationException.Invalid("Only running operations can be connected");
            var party = new RelayParty(this);
            if (parties.putIfAbsent(channel, party) != null)
                throw new OperationException.Conflict("Websocket already connected");
            return party;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until both are there, or one has left again; false if that takes too long. */
    boolean awaitBoth(Duration timeout) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            var nanos = timeout.toNanos();
            while (!isMet() && goodbye == null && nanos > 0) nanos = changed.awaitNanos(nanos);
            return isMet() || goodbye != null;
        } finally {
            lock.unlock();
        }
    }

    /** How the first to leave left; null if nobody did in that time. */
    @Nullable
    Goodbye awaitGoodbye(Duration timeout) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            var nanos = timeout.toNanos();
            while (goodbye == null && nanos > 0) nanos = changed.awaitNanos(nanos);
            return goodbye;
        } finally {
            lock.unlock();
        }
    }

    /** Sends whoever is there away. Once only; more often does nothing. */
    void end(Goodbye farewell) {
        lock.lock();
        try {
            if (over) return;
            over = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        // Nobody joins any more.
        parties.values().forEach(party -> party.seat().sendAway(farewell));
    }

    /** What each channel sent and the other took, in bytes. */
    Map<String, Long> bytes() {
        lock.lock();
        try {
            var bytes = new TreeMap<>(Map.of("0", 0L, "1", 0L));
            parties.forEach((channel, party) -> bytes.put(channel, party.bytes()));
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /** A party is there. One that has left again meanwhile stays away. */
    void arrived(RelayParty party, Peer peer) {
        lock.lock();
        try {
            if (parties.containsValue(party)) party.seat().take(peer);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A party has left. A place that was never taken is free again. */
    void left(RelayParty party, Goodbye how) {
        lock.lock();
        try {
            if (over) return;
            if (party.seat().peer() == null) parties.values().remove(party);
            else if (goodbye == null) goodbye = how;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for whom a party speaks to; null when there is nobody any more. */
    @Nullable
    Peer other(RelayParty party) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!isMet() && !over && goodbye == null) changed.await();
            return parties.values().stream()
                    .filter(it -> it != party && isMet() && parties.containsValue(party))
                    .findFirst()
                    .map(it -> it.seat().peer())
                    .orElse(null);
        } finally {
            lock.unlock();
        }
    }

    private boolean isMet() {
        return parties.size() == 2
                && parties.values().stream().allMatch(it -> it.seat().peer() != null);
    }
}
