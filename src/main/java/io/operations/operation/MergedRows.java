package io.operations.operation;

import java.util.Iterator;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Two lists in the order of ids as one. Of two states of one operation the second list's counts. */
final class MergedRows<T> {

    private final Iterator<T> first;
    private final Iterator<T> second;
    private final Function<T, UUID> id;
    private @Nullable T one;
    private @Nullable T other;

    MergedRows(Iterator<T> first, Iterator<T> second, Function<T, UUID> id) {
        this.first = first;
        this.second = second;
        this.id = id;
        one = next(first);
        other = next(second);
    }

    private static <T> @Nullable T next(Iterator<T> rows) {
        return rows.hasNext() ? rows.next() : null;
    }

    /** Until the reader wants no more. */
    void forEachWhile(Predicate<T> reader) {
        for (var next = next(); next != null && reader.test(next); ) {
            next = next();
        }
    }

    private @Nullable T next() {
        var order = order();
        var next = order < 0 ? one : other;
        if (order <= 0) one = next(first);
        if (order >= 0) other = next(second);
        return next;
    }

    private int order() {
        if (one == null) return 1;
        return other == null ? -1 : id.apply(one).compareTo(id.apply(other));
    }
}
