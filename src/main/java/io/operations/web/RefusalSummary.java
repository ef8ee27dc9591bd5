package io.operations.web;

import io.operations.requestor.LifecycleEntry;
import io.operations.requestor.LifecycleEntry.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Refusals that are not stored yet, those that are alike as one entry with their number. Its size is bounded: what has no place
 * is counted without saying whose it was.
 */
final class RefusalSummary {

    /** So many different refusals have an entry of their own, until they are taken. */
    private static final Map<Kind, Integer> PLACES = new EnumMap<>(Map.of(Kind.CALLER, 100, Kind.STRANGER, 20));

    private final Map<Key, LifecycleEntry> entries = new HashMap<>();

    private record Key(
            Kind kind,
            String action,
            int status,
            String protocol,
            String caller,
            String method,
            String route,
            String project) {

        static Key of(LifecycleEntry it) {
            var caller = CallerKey.of(it.origin().requestor());
            var target = it.target();
            return new Key(
                    it.kind(),
                    it.action(),
                    target.status(),
                    caller.protocol(),
                    caller.name(),
                    target.method(),
                    target.route(),
                    it.project());
        }
    }

    synchronized void add(LifecycleEntry refusal) {
        var key = Key.of(refusal);
        var hasPlace = entries.containsKey(key) || taken(refusal.kind()) < PLACES.getOrDefault(refusal.kind(), 0);
        var told = hasPlace ? refusal : refusal.anonymous();
        entries.merge(Key.of(told), told, (one, more) -> one.times(one.times() + more.times()));
    }

    private long taken(Kind kind) {
        return entries.keySet().stream().filter(it -> it.kind() == kind).count();
    }

    /** All that there is; from here on it is empty. */
    synchronized List<LifecycleEntry> take() {
        var all = new ArrayList<>(entries.values());
        entries.clear();
        return all;
    }
}
