package io.operations.operation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** How much each project has in PostgreSQL. Active operations are counted; of history members say what they added. */
@Repository
class UsageRepository {

    /** History is counted by periods, so many of which are as long as history is kept. */
    private static final int PERIODS = 24;

    private static final Duration SHORTEST = Duration.ofMinutes(1);

    private static final String PERIOD =
            "date_bin(:period * INTERVAL '1 second', now(), TIMESTAMPTZ '2000-01-01 00:00Z')";

    private static final String ADD = """
            INSERT INTO project_usage (project, period, member, stored_size)
            SELECT project, %s, :member, stored_size
              FROM unnest(CAST(:projects AS text[]), CAST(:sizes AS bigint[])) t (project, stored_size)
             ORDER BY project
                ON CONFLICT (project, period, member)
                DO UPDATE SET stored_size = project_usage.stored_size + excluded.stored_size""".formatted(PERIOD);

    /** pg_column_size tells how large a value is where it is stored, and does not fetch it. */
    private static final String LOOK = """
            SELECT project, sum(active) AS active, sum(stored_size) AS stored_size
              FROM (SELECT project, count(*) FILTER (WHERE status_code < 200) AS active,
                           sum(:overhead + pg_column_size(inputs) + pg_column_size(metadata) + pg_column_size(resources)
                             + pg_column_size(error)) AS stored_size
                      FROM active_operation GROUP BY project
                     UNION ALL
                    SELECT project, 0, sum(stored_size) FROM project_usage
                     WHERE period > now() - (:history + :period) * INTERVAL '1 second' GROUP BY project) used
             GROUP BY project""";

    private static final String FORGET = """
            DELETE FROM project_usage WHERE period <= now() - (:history + :period) * INTERVAL '1 second'""";

    private static final String FORGET_PROJECT = "DELETE FROM project_usage WHERE project = :project";

    private final JdbcClient jdbc;
    private final long history;
    private final long period;

    UsageRepository(JdbcClient jdbc, OperationSettings settings) {
        this.jdbc = jdbc;
        var kept = settings.retention().history();
        history = kept.toSeconds();
        period = Math.max(SHORTEST.toSeconds(), kept.dividedBy(PERIODS).toSeconds());
    }

    /** Adds bytes to the history of projects. */
    void add(UUID member, Map<String, Long> sizes) {
        var entries = List.copyOf(sizes.entrySet());
        jdbc.sql(ADD)
                .param("member", member)
                .param("period", period)
                .param("projects", Columns.of(entries, Map.Entry::getKey))
                .param("sizes", Columns.of(entries, Map.Entry::getValue))
                .update();
    }

    /** The usage of every project that has any. */
    Map<String, Usage> look() {
        return jdbc
                .sql(LOOK)
                .param("overhead", Usage.OVERHEAD)
                .param("history", history)
                .param("period", period)
                .query((row, _) -> Map.entry(
                        row.getString("project"), new Usage(row.getLong("active"), row.getLong("stored_size"))))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Bytes of the whole database on disk. */
    long databaseSize() {
        return jdbc.sql("SELECT pg_database_size(current_database())")
                .query(Long.class)
                .single();
    }

    /** Deletes what was said of history that has expired. */
    void forget() {
        jdbc.sql(FORGET).param("history", history).param("period", period).update();
    }

    /** A project that is made anew begins with nothing. */
    void forget(String project) {
        jdbc.sql(FORGET_PROJECT).param("project", project).update();
    }
}
