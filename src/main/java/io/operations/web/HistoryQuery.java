package io.operations.web;

import io.operations.operation.ListQuery;
import io.operations.operation.OperationException;
import io.operations.operation.OperationFilter;
import io.operations.operation.OperationService;
import io.operations.operation.OperationStatus;
import io.operations.requestor.AccessPolicy;
import io.operations.requestor.Caller;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The filters and pages of {@code GET /1.0/operations}, with {@code history=true} and without. */
final class HistoryQuery {

    private HistoryQuery() {}

    static OperationFilter filter(@Nullable String project, Caller caller, Map<String, String> query) {
        return new OperationFilter(
                project,
                AccessPolicy.visibility(caller, project),
                query.get("type"),
                value(query, "status").map(HistoryQuery::status).orElse(null),
                query.get("entity_url"),
                value(query, "created_after").map(HistoryQuery::time).orElse(null),
                value(query, "limit").map(HistoryQuery::limit).orElse(OperationFilter.DEFAULT_LIMIT),
                value(query, "after").map(OperationService::parseId).orElse(null));
    }

    /** The page of what goes on. */
    static ListQuery page(@Nullable String project, Caller caller, Map<String, String> query) {
        return new ListQuery(
                project,
                AccessPolicy.visibility(caller, project),
                value(query, "limit").map(HistoryQuery::limit).orElse(ListQuery.MAX_LIMIT),
                value(query, "after").map(OperationService::parseId).orElse(null));
    }

    private static Optional<String> value(Map<String, String> query, String name) {
        return Optional.ofNullable(query.get(name));
    }

    private static OperationStatus status(String text) {
        return OperationStatus.ofText(text)
                .orElseThrow(() -> new OperationException.Invalid("status \"" + text + "\" is not known"));
    }

    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new OperationException.Invalid("created_after must be a time such as 2026-01-31T12:00:00Z");
        }
    }

    static int limit(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new OperationException.Invalid("limit must be a whole number");
        }
    }
}
