package io.operations.benchmark;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Operations that have ended in the 24 hours before this one, in the partitions that the service would have made by now. */
final class History {

    /** What one of them takes of the disk, with its share of indexes and of the log; about. */
    static final int BYTES = 1_000;

    private static final int HOURS = 24;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final String TYPE = "http-request";

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("'final_operation_'yyyyMMdd'_'HHmm").withZone(ZoneOffset.UTC);

    /** What the service began with: all that is older. */
    private static final String FIRST = """
            SELECT c.relname AS name,
                   CAST(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \\(''([^'']+)''\\)') AS timestamptz) AS until
              FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
             WHERE i.inhparent = CAST('final_operation' AS regclass)
               AND pg_get_expr(c.relpartbound, c.oid) LIKE '%MINVALUE%'""";

    /** In the order in which they ended; ids are UUID v7, of when they were accepted. */
    private static final String FILL = """
            INSERT INTO final_operation (
                   id, project, type, class, entity_url, resources,
                   requestor_username, requestor_protocol, requestor_address, created_at,
                   finished_at, status_code, error, error_code, metadata, location, attempt)
            SELECT CAST(lpad(to_hex(CAST(floor(extract(epoch FROM created_at) * 1000) AS bigint)), 12, '0') || '7'
                        || substr(replace(CAST(gen_random_uuid() AS text), '-', ''), 14) AS uuid),
                   'default', :type, 4, entity_url, jsonb_build_object('instances', jsonb_build_array(entity_url)),
                   'anonymous', 'none', '127.0.0.1:1', created_at,
                   finished_at, status_code, CASE status_code WHEN 200 THEN '' ELSE 'Endpoint answered with 503' END,
                   CASE status_code WHEN 200 THEN 0 ELSE 503 END, jsonb_build_object('entity_url', entity_url), 'one', 1
              FROM (SELECT finished_at, finished_at - (i % 50) * INTERVAL '100 milliseconds' AS created_at,
                           '/1.0/instances/c' || i % 10000 AS entity_url, CASE i % 50 WHEN 0 THEN 400 ELSE 200 END AS status_code
                      FROM (SELECT i, CAST(:begin AS timestamptz) + i * INTERVAL '1 hour' / :rows AS finished_at
                              FROM generate_series(0, :rows - 1) i) ends) ended""";

    private final JdbcClient jdbc;

    private record Partition(String name, Instant until) {}

    History(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void clear() {
        jdbc.sql("TRUNCATE final_operation").update();
    }

    /** Fills it with about so many, and returns how many those are. */
    long fill(Instant end, long rows) {
        makePartitions(end);
        for (var i = HOURS; i > 0; i--) {
            jdbc.sql(FILL)
                    .param("type", TYPE)
                    .param("begin", at(end.minus(HOUR.multipliedBy(i))))
                    .param("rows", rows / HOURS)
                    .update();
        }
        return rows / HOURS * HOURS;
    }

    /** In place of the one for all that is older: a service that has run for a day has none. */
    private void makePartitions(Instant end) {
        var first = jdbc.sql(FIRST)
                .query((row, _) -> new Partition(
                        row.getString("name"), row.getTimestamp("until").toInstant()))
                .single();
        drop(first.name());
        var begin = end.minus(HOUR.multipliedBy(HOURS));
        for (var from = begin; from.isBefore(first.until()); from = from.plus(HOUR)) make(from);
    }

    private void drop(String partition) {
        jdbc.sql("ALTER TABLE final_operation DETACH PARTITION " + partition).update();
        jdbc.sql("DROP TABLE " + partition).update();
    }

    private void make(Instant from) {
        jdbc.sql("CREATE TABLE " + NAME.format(from) + " PARTITION OF final_operation FOR VALUES FROM ('" + from
                        + "') TO ('" + from.plus(HOUR) + "')")
                .update();
    }

    /** How many of them there are. */
    long filled() {
        return jdbc.sql("SELECT count(*) FROM final_operation WHERE type = :type")
                .param("type", TYPE)
                .query(Long.class)
                .single();
    }

    /** How many have ended before that, whatever they were. */
    long endedBefore(Instant time) {
        return ended("<", time);
    }

    /** How many have ended since. */
    long endedFrom(Instant time) {
        return ended(">=", time);
    }

    private long ended(String when, Instant time) {
        return jdbc.sql("SELECT count(*) FROM final_operation WHERE finished_at " + when + " :time")
                .param("time", at(time))
                .query(Long.class)
                .single();
    }

    private static OffsetDateTime at(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
