package io.operations.operation;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

/** Those who wait for a slot in this process: one line for each holder, and holders take turns. Not safe for threads. */
final class SlotLine {

    private final Map<SlotHolder, Queue<CountDownLatch>> lines = new LinkedHashMap<>();

    void add(SlotHolder holder, CountDownLatch granted) {
        lines.computeIfAbsent(holder, _ -> new ArrayDeque<>()).add(granted);
    }

    /** False: it does not wait any more. */
    boolean remove(SlotHolder holder, CountDownLatch granted) {
        var line = lines.get(holder);
        if (line == null || !line.remove(granted)) return false;
        if (line.isEmpty()) lines.remove(holder);
        return true;
    }

    /** Whose turn it is: of those who may take a slot the least, and the one served longest ago among equals. */
    Optional<SlotHolder> next(Predicate<SlotHolder> mayTake, Comparator<SlotHolder> order) {
        return lines.keySet().stream().filter(mayTake).min(order);
    }

    /** The first of a holder who waits. The holder goes behind the others. */
    CountDownLatch poll(SlotHolder holder) {
        var line = Objects.requireNonNull(lines.remove(holder));
        var first = line.remove();
        if (!line.isEmpty()) lines.put(holder, line);
        return first;
    }
}
