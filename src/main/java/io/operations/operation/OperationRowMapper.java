package io.operations.operation;

import io.operations.requestor.Requestor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import tools.jackson.core.type.TypeReference;

/** Rows as the statements of {@link OperationSql} select them, from either table. */
final class OperationRowMapper implements RowMapper<OperationRow> {

    @Override
    public OperationRow mapRow(ResultSet row, int number) throws SQLException {
        return new OperationRow(header(row), state(row));
    }

    private static OperationHeader header(ResultSet row) throws SQLException {
        return new OperationHeader(
                row.getObject("id", UUID.class),
                row.getString("project"),
                row.getString("type"),
                OperationClass.ofCode(row.getInt("class")),
                row.getString("entity_url"),
                Json.read(row.getString("resources"), new TypeReference<Map<String, List<String>>>() {}),
                Inputs.of(Json.parseObject(row.getString("inputs"))),
                requestor(row),
                row.getString("conflict_reference"),
                time(row, "created_at"),
                new Family(row.getObject("parent", UUID.class), row.getInt("stage"), row.getInt("child_count")),
                timeout(row),
                row.getInt("priority"),
                row.getString("trace_parent"));
    }

    private static @Nullable Requestor requestor(ResultSet row) throws SQLException {
        var username = row.getString("requestor_username");
        return username == null
                ? null
                : new Requestor(username, row.getString("requestor_protocol"), row.getString("requestor_address"));
    }

    private static OperationState state(ResultSet row) throws SQLException {
        return new OperationState(
                OperationStatus.ofCode(row.getInt("status_code")),
                Metadata.ofRow(row.getString("metadata")),
                row.getString("error"),
                row.getInt("error_code"),
                row.getString("location"),
                row.getInt("attempt"),
                time(row, "updated_at"),
                new Pacing(row.getInt("failures"), timeOrNull(row, "due_at"), timeOrNull(row, "deadline")));
    }

    private static @Nullable Duration timeout(ResultSet row) throws SQLException {
        var millis = row.getObject("timeout_ms", Long.class);
        return millis == null ? null : Duration.ofMillis(millis);
    }

    private static @Nullable Instant timeOrNull(ResultSet row, String column) throws SQLException {
        return row.getObject(column) == null ? null : time(row, column);
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
