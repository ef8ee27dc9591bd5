package io.operations.operation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
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
             WHERE cancel_requested_at IS NOT NULL AND status_code IN (103, 105) AND (owner = :self OR owner IS NULL)
               AND id > :after
             ORDER BY id LIMIT :limit""";

    /** The latest; children that ended before their parent, and those that have gone with it. */
    private static final String ENDED_LATELY = """
            WITH ended AS (
                   SELECT id, child_count FROM final_operation
                    WHERE finished_at > :since AND parent IS NULL ORDER BY finished_at DESC LIMIT :limit)
            (SELECT id FROM ended
             UNION ALL SELECT c.id FROM ended e JOIN final_operation c ON c.parent = e.id AND c.finished_at > :since
                        WHERE e.child_count > 0
             UNION ALL SELECT id FROM active_operation
                        WHERE parent IS NOT NULL AND status_code >= 200 AND updated_at > :since)
            LIMIT :limit""";

    /** OFFSET 0 has each looked for by index: the planner would rather read all of the history once. */
    private static final String GONE = """
            SELECT t.id FROM unnest(CAST(:ids AS uuid[])) AS t (id)
             WHERE NOT EXISTS (SELECT FROM active_operation a WHERE a.id = t.id OFFSET 0)
               AND NOT EXISTS (SELECT FROM final_operation f WHERE f.id = t.id AND f.finished_at >= :created OFFSET 0)""";

    /** The operations of a member, and children that any member has ended. A row that changes while it is read comes again. */
    private static final String CHANGED_SINCE =
            "SELECT " + OperationSql.ACTIVE_COLUMNS + " FROM active_operation " + """
            WHERE (location = :location OR status_code >= 200) AND (updated_at, id) > (:since, CAST(:after AS uuid))
            ORDER BY updated_at, id LIMIT :limit""";

    private static final String ENDED_SINCE = "SELECT " + OperationSql.FINAL_COLUMNS + """
            , finished_at FROM final_operation
            WHERE parent IS NULL AND finished_at >= :since AND (finished_at, id) > (:since, CAST(:after AS uuid))
              AND (finished_at > :anywhere OR location = :location)
            ORDER BY finished_at, id LIMIT :limit""";

    private static final String CHILDREN_ENDED_SINCE = "SELECT " + OperationSql.FINAL_COLUMNS
            + " FROM final_operation WHERE parent = :parent AND finished_at > :since AND id > :after ORDER BY id LIMIT :limit";

    private static final String WITH_MARKER =
            ", end_marker FROM %s WHERE end_marker IN (SELECT unnest(CAST(:markers AS uuid[]))) AND ";

    /** Children before parents. */
    private static final String ENDED_WITH = "SELECT " + OperationSql.ACTIVE_COLUMNS
            + WITH_MARKER.formatted("active_operation") + "status_code >= 200 UNION ALL SELECT "
            + OperationSql.FINAL_COLUMNS + WITH_MARKER.formatted("final_operation")
            + "finished_at > :since ORDER BY parent NULLS LAST, id";

    /** Rows with all that they have are read so many at a time: each may hold half a megabyte. */
    private static final int PORTION = 100;

    /** No id is greater. */
    private static final UUID LAST = new UUID(-1, -1);

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

    /** Tells what a member has begun or changed since, in that order. */
    void changedSince(String location, Instant since, Consumer<OperationRow> reader) {
        @Nullable Place from = new Place(since, LAST);
        while (from != null) {
            var at = from;
            var portion = jdbc.sql(CHANGED_SINCE)
                    .param("location", location)
                    .param("since", Columns.at(at.time()))
                    .param("after", at.id())
                    .param("limit", PORTION)
                    .query(ROW)
                    .list();
            portion.forEach(reader);
            from = portion.size() < PORTION ? null : Place.of(portion.getLast());
        }
    }

    /**
     * Tells what has ended on a member since, children before their parent.
     *
     * @param anywhere from then on, what has ended on any: whoever finds that a member is gone ends its operations
     */
    void endedSince(String location, Instant since, Instant anywhere, Consumer<OperationRow> reader) {
        @Nullable Place from = new Place(since, LAST);
        while (from != null) {
            var portion = ended(location, from, anywhere);
            portion.keySet().forEach(it -> {
                if (it.header().family().isParent())
                    childrenEndedSince(it.header().id(), since, reader);
                reader.accept(it);
            });
            from = portion.size() < PORTION
                    ? null
                    : List.copyOf(portion.values()).getLast();
        }
    }

    private Map<OperationRow, Place> ended(String location, Place from, Instant anywhere) {
        var ended = new LinkedHashMap<OperationRow, Place>();
        jdbc.sql(ENDED_SINCE)
                .param("location", location)
                .param("since", Columns.at(from.time()))
                .param("after", from.id())
                .param("anywhere", Columns.at(anywhere))
                .param("limit", PORTION)
                .query(result -> {
                    var row = ROW.mapRow(result, 0);
                    var time = result.getObject("finished_at", OffsetDateTime.class)
                            .toInstant();
                    ended.put(row, new Place(time, row.header().id()));
                });
        return ended;
    }

    private void childrenEndedSince(UUID parent, Instant since, Consumer<OperationRow> reader) {
        var after = AbandonedRepository.START;
        List<OperationRow> portion;
        do {
            portion = jdbc.sql(CHILDREN_ENDED_SINCE)
                    .param("parent", parent)
                    .param("since", Columns.at(since))
                    .param("after", after)
                    .param("limit", PORTION)
                    .query(ROW)
                    .list();
            portion.forEach(reader);
            if (!portion.isEmpty()) after = portion.getLast().header().id();
        } while (portion.size() == PORTION);
    }

    /** How far has been read. */
    private record Place(Instant time, UUID id) {

        static Place of(OperationRow row) {
            return new Place(row.state().updatedAt(), row.header().id());
        }
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

    /** Requests to cancel operations of this owner, and operations without an owner: the next by id. */
    List<UUID> cancelRequested(UUID self, UUID after, int limit) {
        return jdbc.sql(CANCEL_REQUESTED)
                .param("self", self)
                .param("after", after)
                .param("limit", limit)
                .query((row, _) -> row.getObject("id", UUID.class))
                .list();
    }
}
