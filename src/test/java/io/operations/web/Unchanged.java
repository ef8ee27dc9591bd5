package io.operations.web;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Matches what is no longer moving: something, and the same as when it was looked at before. */
final class Unchanged implements Predicate<Long> {

    private @Nullable Long before;

    @Override
    public boolean test(Long now) {
        var same = now > 0 && now.equals(before);
        before = now;
        return same;
    }
}
