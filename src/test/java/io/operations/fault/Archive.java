package io.operations.fault;

import io.operations.fault.Evidence.Incarnation;
import io.operations.fault.Evidence.Key;
import io.operations.fault.Evidence.Row;
import io.operations.fault.Evidence.Stored;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads from the database what became of everything. Times are those of commits, by PostgreSQL's clock. */
final class Archive {

    // What is accepted comes with its key, in one transaction; what is final has its row from the transaction that
    // ended it.
    private static final String OPERATIONS = """
            SELECT id, parent, class = 4 AS durable, status_code, error, error_code, attempt, location,
                   COALESCE(CAST(metadata #>> '{return,body,attempt}' AS integer), 0) AS returned,
                   pg_xact_commit_timestamp(xmin) AS ended
              FROM final_operation""";

    private static final String OWN = "SELECT id FROM final_operation WHERE type = 'prune-expired-operations'";

    private static final String KEYS =
            "SELECT key, operation_id, pg_xact_commit_timestamp(xmin) AS accepted FROM idempotency_key";

    private final JdbcClient jdbc;

    Archive(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Stored read(long fenced) {
        return new Stored(
                jdbc.sql("SELECT id FROM active_operation WHERE class <> 3")
                        .query(UUID.class)
                        .list(),
                jdbc.sql(OPERATIONS).query(Archive::row).list(),
                jdbc.sql(OWN).query(UUID.class).set(),
                jdbc.sql(KEYS).query(Archive::key).list(),
                jdbc.sql("SELECT name, joined_at, offline_at FROM member")
                        .query(Archive::incarnation)
                        .list(),
                fenced);
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        return new Row(
                row.getObject("id", UUID.class),
                row.getObject("parent", UUID.class),
                row.getBoolean("durable"),
                row.getInt("status_code"),
                row.getString("error"),
                row.getInt("error_code"),
                row.getInt("attempt"),
                row.getInt("returned"),
                row.getString("location"),
                at(row, "ended"));
    }

    private static Key key(ResultSet row, int number) throws SQLException {
        return new Key(row.getString("key"), row.getObject("operation_id", UUID.class), at(row, "accepted"));
    }

    private static Incarnation incarnation(ResultSet row, int number) throws SQLException {
        return new Incarnation(row.getString("name"), at(row, "joined_at"), at(row, "offline_at"));
    }

    private static @Nullable Instant at(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
