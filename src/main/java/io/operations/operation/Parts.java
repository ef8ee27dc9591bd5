package io.operations.operation;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/** What one round of commits has still to write, in order: each part shares one commit. */
final class Parts {

    private final Deque<List<Write>> parts = new ArrayDeque<>();

    /** Neighbours share a commit, unless one of them wants its own. */
    Parts(List<Write> gathered) {
        var shared = new ArrayList<Write>();
        for (var write : gathered) {
            if (write.isAlone()) {
                add(shared);
                add(List.of(write));
                shared = new ArrayList<>();
            } else {
                shared.add(write);
            }
        }
        add(shared);
    }

    private void add(List<Write> part) {
        if (!part.isEmpty()) {
            parts.add(part);
        }
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    /** Takes the next part. */
    List<Write> next() {
        return parts.remove();
    }

    /** Puts a part in front of the others. */
    void again(List<Write> part) {
        if (!part.isEmpty()) {
            parts.addFirst(part);
        }
    }

    /** Puts the two halves of a part in front of the others. */
    void halve(List<Write> part) {
        var half = part.size() / 2;
        again(part.subList(half, part.size()));
        again(part.subList(0, half));
    }

    /** One write that cannot be done must not take the others with it: its half is halved until it fails alone. */
    void isolate(List<Write> part, Throwable reason) {
        if (part.size() == 1) {
            part.getFirst().fail(reason instanceof RuntimeException e ? e : new IllegalStateException(reason));
        } else {
            halve(part);
        }
    }

    /** By which times the operations are kept that end in this part. */
    static List<Instant> ends(List<Write> part) {
        return part.stream()
                .flatMap(it -> it instanceof Write.Finish end ? Stream.of(end.keptAt()) : Stream.of())
                .toList();
    }

    /** Takes all writes that are left. */
    List<Write> takeAll() {
        var all = parts.stream().flatMap(List::stream).toList();
        parts.clear();
        return all;
    }
}
