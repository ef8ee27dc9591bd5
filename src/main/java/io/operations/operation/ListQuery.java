package io.operations.operation;

import io.operations.requestor.Visibility;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A page of the operations that go on or ended just now, by id.
 *
 * @param project    null for all projects; {@code default} includes server operations
 * @param visibility what of it the viewer may see
 * @param limit      how many at most, 1 to 10,000
 * @param after      the last id of the page before; null for the first page
 */
public record ListQuery(
        @Nullable String project,
        Visibility visibility,
        int limit,
        @Nullable UUID after) {

    /** Stock clients ask for one page: it holds as many as they are likely to have. */
    public static final int MAX_LIMIT = 10_000;

    private static final UUID BEFORE_ALL = new UUID(0, 0);

    public ListQuery {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new OperationException.Invalid("limit must be 1 to " + MAX_LIMIT);
        }
    }

    UUID afterOrFirst() {
        return Optional.ofNullable(after).orElse(BEFORE_ALL);
    }
}
