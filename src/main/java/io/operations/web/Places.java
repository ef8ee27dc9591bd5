package io.operations.web;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** So many places for everybody. Who has none is not remembered. Safe for many threads. */
final class Places {

    private final int limit;
    private final Map<Object, Integer> taken = new ConcurrentHashMap<>();

    /** One that is taken until it is closed; once is as good as often. */
    interface Place extends AutoCloseable {
        @Override
        void close();
    }

    Places(int limit) {
        this.limit = limit;
    }

    /** A place for somebody; empty if they have all of theirs. */
    Optional<Place> take(Object who) {
        var got = new AtomicBoolean();
        taken.compute(who, (_, number) -> {
            var before = number == null ? 0 : number;
            got.set(before < limit);
            return Math.min(before + 1, limit);
        });
        return got.get() ? Optional.of(place(who)) : Optional.empty();
    }

    /** How many are taken, by all together. */
    int taken() {
        return taken.values().stream().mapToInt(it -> it).sum();
    }

    private Place place(Object who) {
        var open = new AtomicBoolean(true);
        return () -> {
            if (open.compareAndSet(true, false))
                taken.computeIfPresent(who, (_, number) -> number == 1 ? null : number - 1);
        };
    }
}
