package io.operations.operation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What this member wants of operations that others run, and they of its own. */
@Repository
class ElsewhereRepository {

    /** Of what somebody runs, whoever that is; not what was asked before. */
    private static final String REQUEST_CANCEL = """
            UPDATE active_operation SET cancel_requested_at = :now
             WHERE id = :id AND cancel_requested_at IS NULL AND status_code IN (103, 105)
               AND owner IS NOT NULL AND (CAST(:self AS uuid) IS NULL OR owner <> CAST(:self AS uuid))
            RETURNING\s""" + OperationSql.ACTIVE_COLUMNS;

    /** What this owner is to cancel, and what has become nobody's since. */
    private static final String CANCEL_REQUESTED = """
            SELECT id FROM active_operation
             WHERE cancel_requested_at IS NOT NULL AND status_code IN (103, 105) AND (owner = :self OR owner IS NULL)""";

    /** The latest; children that ended before their parent, and those that have gone with it. */
    private static final String ENDED_LATELY = """
            WITH ended AS (
                   SELECT id, child_count FROM final_operation
                    WHERE finished_at > :since AND parent IS NULL ORDER BY finished_at DESC LIMIT :limit)
            SELECT id FROM ended
             UNION ALL SELECT c.id FROM ended e JOIN final_operation c ON c.parent = e.id AND c.finished_at > :since
                        WHERE e.child_count > 0
             UNION ALL SELECT id FROM active_operation
                        WHERE parent IS NOT NULL AND status_code >= 200 AND updated_at > :since""";

    /** OFFSET 0 has each looked for by index: the planner would rather read all of the history once. */
    private static final String GONE = """
            SELECT t.id FROM unnest(CAST(:ids AS uuid[])) AS t (id)
             WHERE NOT EXISTS (SELECT FROM active_operation a WHERE a.id = t.id OFFSET 0)
               AND NOT EXISTS (SELECT FROM final_operation f WHERE f.id = t.id AND f.finished_at >= :created OFFSET 0)""";

    /** What a member has, and children that have ended, whoever ended them. */
    private static final String CHANGED_SINCE =
            "SELECT " + OperationSql.ACTIVE_COLUMNS + " FROM active_operation " + """
            WHERE (location = :location OR status_code >= 200) AND updated_at > :since ORDER BY updated_at""";

    private static final String ENDED = """
            finished_at > :since AND (finished_at > :anywhere OR location = :location)""";

    /** Children before parents. By two indexes: what is asked for is little, and history is long. */
    private static final String ENDED_SINCE = "WITH family AS (SELECT id FROM final_operation WHERE " + ENDED
            + " AND child_count > 0) SELECT " + OperationSql.FINAL_COLUMNS
            + " FROM final_operation WHERE finished_at > :since AND parent IN (SELECT id FROM family) UNION ALL SELECT "
            + OperationSql.FINAL_COLUMNS + " FROM final_operation WHERE " + ENDED
            + " AND parent IS NULL ORDER BY parent NULLS LAST, updated_at";

    private static final String WITH_MARKER =
            ", end_marker FROM %s WHERE end_marker IN (SELECT unnest(CAST(:markers AS uuid[]))) AND ";

    /** Children before parents. */
    private static final String ENDED_WITH = "SELECT " + OperationSql.ACTIVE_COLUMNS
            + WITH_MARKER.formatted("active_operation") + "status_code >= 200 UNION ALL SELECT "
            + OperationSql.FINAL_COLUMNS + WITH_MARKER.formatted("final_operation")
            + "finished_at > :since ORDER BY parent NULLS LAST, id";

    private static final OperationRowMapper ROW = new OperationRowMapper();

    private final JdbcClient jdbc;
    private final Clock clock;

    ElsewhereRepository(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** What has ended no longer ago than this, on any member; of much, the latest. */
    List<UUID> endedLately(Duration age, int limit) {
        return jdbc.sql(ENDED_LATELY)
                .param("since", Columns.at(clock.instant().minus(age)))
                .param("limit", limit)
                .query((row, _) -> row.getObject("id", UUID.class))
                .list();
    }

    /** Those of these operations that PostgreSQL knows nothing of, neither as active nor as final. */
    List<UUID> gone(Collection<UUID> ids) {
        return jdbc.sql(GONE)
                .param("ids", Columns.of(ids))
                .param("created", Columns.at(Ids.oldest(ids)))
                .query((row, _) -> row.getObject("id", UUID.class))
                .list();
    }

    /** What a member has begun or changed since, in that order. */
    List<OperationRow> changedSince(String location, Instant since) {
        return jdbc.sql(CHANGED_SINCE)
                .param("location", location)
                .param("since", Columns.at(since))
                .query(ROW)
                .list();
    }

    /**
     * What has ended on a member since.
     *
     * @param anywhere from then on, what has ended on any: whoever finds that a member is gone ends its operations
     */
    List<OperationRow> endedSince(String location, Instant since, Instant anywhere) {
        return jdbc.sql(ENDED_SINCE)
                .param("location", location)
                .param("since", Columns.at(since))
                .param("anywhere", Columns.at(anywhere))
                .query(ROW)
                .list();
    }

    /** What was ended since by statements with these markers, each with its marker. */
    Map<OperationRow, UUID> endedWith(Collection<UUID> markers, Instant since) {
        var ended = new LinkedHashMap<OperationRow, UUID>();
        jdbc.sql(ENDED_WITH)
                .param("markers", Columns.of(markers))
                .param("since", Columns.at(since))
                .query(row -> {
                    ended.put(ROW.mapRow(row, 0), row.getObject("end_marker", UUID.class));
                });
        return ended;
    }

    /**
     * Asks whoever owns it to cancel it.
     *
     * @param self who does not ask itself; null if anybody may be the owner
     */
    Optional<OperationRow> requestCancel(UUID id, @Nullable UUID self) {
        return jdbc.sql(REQUEST_CANCEL)
                .param("id", id)
                .param("self", self)
                .param("now", Columns.at(clock.instant()))
                .query(ROW)
                .optional();
    }

    /** What was asked for of this owner, and of what is nobody's. */
    List<UUID> cancelRequested(UUID self) {
        return jdbc.sql(CANCEL_REQUESTED)
                .param("self", self)
                .query((row, _) -> row.getObject("id", UUID.class))
                .list();
    }
}
