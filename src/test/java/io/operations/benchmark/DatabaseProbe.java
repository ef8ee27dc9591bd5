package io.operations.benchmark;

import java.util.List;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What PostgreSQL itself says about a run. */
final class DatabaseProbe {

    private static final List<String> DURABILITY = List.of("fsync", "synchronous_commit", "full_page_writes");

    private final JdbcClient jdbc;

    DatabaseProbe(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    String version() {
        return one("SHOW server_version", String.class);
    }

    /** The settings that durability takes, as they are in force: {@code fsync on, …}. */
    String durability() {
        return DURABILITY.stream()
                .map(it -> it + " " + one("SHOW " + it, String.class))
                .collect(Collectors.joining(", "));
    }

    boolean isDurable() {
        return DURABILITY.stream()
                .allMatch(it -> one("SHOW " + it, String.class).equals("on"));
    }

    /** So that no checkpoint falls into what is measured next, and warming up pays for the full page images. */
    void checkpoint() {
        jdbc.sql("CHECKPOINT").update();
    }

    /** Fresh statistics, and no checkpoint due. */
    void settle() {
        jdbc.sql("VACUUM ANALYZE").update();
        checkpoint();
    }

    /** How many transactions have written anything so far. */
    long writingTransactions() {
        return one("SELECT CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text) AS bigint)", Long.class);
    }

    long walBytes() {
        return one("SELECT CAST(pg_current_wal_insert_lsn() - '0/0'::pg_lsn AS bigint)", Long.class);
    }

    /** How many operations of these types are not final. */
    long active(List<String> types) {
        return jdbc.sql("SELECT count(*) FROM active_operation WHERE type IN (:types)")
                .param("types", types)
                .query(Long.class)
                .single();
    }

    /** How many operations of a type have ended well. */
    long succeeded(String type) {
        return jdbc.sql("SELECT count(*) FROM final_operation WHERE status_code = 200 AND type = :type")
                .param("type", type)
                .query(Long.class)
                .single();
    }

    /** What is not final, for a failure to tell. */
    String activeOperations() {
        return jdbc.sql(
                        "SELECT type, status_code, owner, attempt, created_at, updated_at FROM active_operation LIMIT 20")
                .query()
                .listOfRows()
                .toString();
    }

    private <T> T one(String sql, Class<T> type) {
        return jdbc.sql(sql).query(type).single();
    }
}
