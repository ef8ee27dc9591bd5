package io.operations.operation;

import io.operations.requestor.Visibility;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which operations of the past to page through, newest first. Null fields accept everything.
 *
 * @param project      null for all projects; {@code default} includes server operations
 * @param visibility   what of it the viewer may see
 * @param type         name of the type
 * @param status       the status
 * @param entityUrl    exactly this entity
 * @param createdAfter accepted later than that
 * @param limit        how many at most, 1 to 1,000
 * @param after        the last id of the page before
 */
public record OperationFilter(
        @Nullable String project,
        Visibility visibility,
        @Nullable String type,
        @Nullable OperationStatus status,
        @Nullable String entityUrl,
        @Nullable Instant createdAfter,
        int limit,
        @Nullable UUID after) {

    public static final int DEFAULT_LIMIT = 100;
    public static final int MAX_LIMIT = 1_000;
    private static final UUID BEYOND_ALL = new UUID(-1, -1);
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    public OperationFilter {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new OperationException.Invalid("limit must be 1 to " + MAX_LIMIT);
        }
        requireStorable(type, "type");
        requireStorable(entityUrl, "entity_url");
    }

    private static void requireStorable(@Nullable String value, String name) {
        if (value != null) {
            Json.requireStorable(value, name);
        }
    }

    UUID before() {
        return Optional.ofNullable(after).orElse(BEYOND_ALL);
    }

    /** Within the times that an id can have. */
    Instant createdAfterOrEver() {
        if (createdAfter == null || createdAfter.isBefore(Instant.EPOCH)) {
            return Instant.EPOCH;
        }
        return createdAfter.isAfter(LATEST) ? LATEST : createdAfter;
    }
}
