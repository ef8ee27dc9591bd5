package io.operations.web;

import io.operations.operation.OperationException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list that is in the order of a text.
 *
 * @param recursion URLs or objects
 * @param limit     how many at most, 1 to 10,000
 * @param after     the last text of the page before; empty for the first page
 */
record PageQuery(Recursion recursion, int limit, String after) {

    /** Stock clients ask for one page: it holds as many as they are likely to have. */
    static final int MAX_LIMIT = 10_000;

    PageQuery {
        if (limit < 1 || limit > MAX_LIMIT) throw new OperationException.Invalid("limit must be 1 to " + MAX_LIMIT);
    }

    /**
     * @param isKey what {@code after} may be
     * @param rule  the same in words
     */
    static PageQuery of(
            String recursion, @Nullable String limit, @Nullable String after, Predicate<String> isKey, String rule) {
        if (after != null && !isKey.test(after)) throw new OperationException.Invalid("after must be " + rule);
        return new PageQuery(
                Recursion.of(recursion),
                limit == null ? MAX_LIMIT : HistoryQuery.limit(limit),
                after == null ? "" : after);
    }

    boolean urlsOnly() {
        return recursion == Recursion.URLS;
    }
}
