package io.operations.benchmark;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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

    /** How many operations of these types are not final, of those whose ids are not before the first. */
    long active(List<String> types, UUID first) {
        return jdbc.sql("SELECT count(*) FROM active_operation WHERE type IN (:types) AND id >= :first")
                .param("types", types)
                .param("first", first)
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

    /** How many operations of a type there are, whatever has become of them. */
    long all(String type) {
        return jdbc.sql("SELECT (SELECT count(*) FROM active_operation WHERE type = :type)"
                        + " + (SELECT count(*) FROM final_operation WHERE type = :type)")
                .param("type", type)
                .query(Long.class)
                .single();
    }

    /** How many operations hold a conflict reference. */
    long holding(String reference) {
        return jdbc.sql("SELECT count(*) FROM active_operation WHERE conflict_reference = :reference")
                .param("reference", reference)
                .query(Long.class)
                .single();
    }

    /** When operations of type {@code wait} that last no time began on a member, as their hook tells; those that ended well. */
    Map<UUID, Instant> starts(Collection<UUID> ids, String member) {
        return times("CAST(metadata ->> 'deadline' AS timestamptz)", "location = '" + member + "'", ids);
    }

    /** When operations ended; those that ended well. */
    Map<UUID, Instant> ends(Collection<UUID> ids) {
        return times("finished_at", "true", ids);
    }

    private Map<UUID, Instant> times(String what, String which, Collection<UUID> ids) {
        var times = jdbc.sql("SELECT id, " + what + " AS time FROM final_operation"
                        + " WHERE id = ANY (:ids) AND status_code = 200 AND " + which)
                .param("ids", ids.toArray(UUID[]::new))
                .query((row, _) -> Map.entry(
                        row.getObject("id", UUID.class),
                        row.getObject("time", OffsetDateTime.class).toInstant()))
                .list();
        return times.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /**
     * Updates of a table.
     *
     * @param onPage those whose new version is on the page of the old one, so that no index had to be written
     */
    record Updates(long all, long onPage) {

        /** From here on until later, the part of all that was on the page. */
        double shareOnPage(Updates later) {
            return (double) (later.onPage - onPage) / (later.all - all);
        }
    }

    Updates updates(String table) {
        return jdbc.sql("SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables WHERE relname = :table")
                .param("table", table)
                .query((row, _) -> new Updates(row.getLong("n_tup_upd"), row.getLong("n_tup_hot_upd")))
                .single();
    }

    /** Rows that have died and are still there, as PostgreSQL counts them. */
    long deadRows(String table) {
        return jdbc.sql("SELECT n_dead_tup FROM pg_stat_user_tables WHERE relname = :table")
                .param("table", table)
                .query(Long.class)
                .single();
    }

    /** A table and those of its indexes that are large, in MiB, the largest first. */
    String sizes(String table) {
        var sizes = jdbc.sql("""
                SELECT CAST(r AS regclass) || ' ' || pg_relation_size(r) / 1048576
                  FROM (SELECT CAST(CAST(:table AS regclass) AS oid)
                         UNION ALL
                        SELECT indexrelid FROM pg_index WHERE indrelid = CAST(:table AS regclass)) relations (r)
                 WHERE pg_relation_size(r) >= 1048576
                 ORDER BY pg_relation_size(r) DESC""");
        return String.join(", ", sizes.param("table", table).query(String.class).list());
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
