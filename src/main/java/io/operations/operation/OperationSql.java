package io.operations.operation;

/** The statements about operations. Arrays are bound as text and cast, one element a row. */
final class OperationSql {

    private OperationSql() {}

    static final String ACTIVE_COLUMNS = """
            id, project, type, class, entity_url, resources, inputs,
            requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
            updated_at, status_code, error, error_code, metadata, location, attempt,
            parent, stage, child_count, timeout_ms, deadline, failures, due_at, priority, trace_parent""";

    private static final String PAST_COLUMNS = """
            id, project, type, class, entity_url, resources, '{}'::jsonb AS inputs,
            requestor_username, requestor_protocol, requestor_address, NULL AS conflict_reference, created_at,
            COALESCE(updated_at, finished_at) AS updated_at, status_code, error, error_code, metadata, location, attempt,
            parent, 0 AS stage, child_count, CAST(NULL AS bigint) AS timeout_ms, CAST(NULL AS timestamptz) AS deadline,
            0 AS failures, CAST(NULL AS timestamptz) AS due_at, 0 AS priority""";

    static final String FINAL_COLUMNS = PAST_COLUMNS + ", CAST(NULL AS text) AS trace_parent";

    /**
     * For the transaction that writes. Between two vacuums active_operation is mostly dead rows, thousands of pages of them;
     * a plan made while it was empty would read them all in every commit, since PostgreSQL keeps the plan.
     */
    static final String BY_INDEX = "SET LOCAL enable_seqscan = off";

    /**
     * The same for what names its rows by {@code id = ANY}: the index is asked for these and for nothing else. Planned while
     * there were few rows, a join alone would read all of the index, dead entries too, in every commit.
     */
    static final String BY_ID = BY_INDEX + "; SET LOCAL enable_nestloop = off";

    /** Takes back what was inserted of a family that is refused as a whole. */
    static final String DELETE = "DELETE FROM active_operation WHERE id = ANY (CAST(:ids AS uuid[]))";

    static final String CHANGE = """
            UPDATE active_operation a
               SET status_code = t.status_code, metadata = t.metadata, updated_at = GREATEST(t.updated_at, a.created_at),
                   attempt = t.attempt, deadline = t.deadline, failures = t.failures, due_at = t.due_at,
                   owner = CASE WHEN t.released THEN NULL ELSE a.owner END
              FROM unnest(CAST(:ids AS uuid[]), CAST(:owners AS uuid[]), CAST(:held AS integer[]),
                          CAST(:attempts AS integer[]), CAST(:statuses AS smallint[]), CAST(:metadata AS jsonb[]),
                          CAST(:updated AS timestamptz[]), CAST(:deadlines AS timestamptz[]),
                          CAST(:failures AS integer[]), CAST(:due AS timestamptz[]), CAST(:released AS boolean[]))
                AS t (id, owner, held, attempt, status_code, metadata, updated_at, deadline, failures, due_at, released)
             WHERE a.id = t.id AND a.owner = t.owner AND a.attempt = t.held AND a.status_code < 200
               AND a.id = ANY (CAST(:ids AS uuid[]))
            RETURNING a.id, t.held AS attempt""";

    /** What has gone from the one table comes into the other; expects its new state beside the old row. */
    private static final String MOVE = """
            INSERT INTO final_operation (
                   id, project, type, class, entity_url, resources,
                   requestor_username, requestor_protocol, requestor_address, created_at,
                   finished_at, status_code, error, error_code, metadata, location, attempt,
                   parent, child_count, updated_at)
            SELECT id, project, type, class, entity_url, resources,
                   requestor_username, requestor_protocol, requestor_address, created_at,
                   GREATEST(finished_at, created_at), final_code, final_error, final_error_code, final_metadata, location,
                   attempt, parent, child_count, ended_at\s""";

    private static final String FINISHED = """
            unnest(CAST(:ids AS uuid[]), CAST(:owners AS uuid[]), CAST(:attempts AS integer[]),
                   CAST(:statuses AS smallint[]), CAST(:errors AS text[]), CAST(:errorCodes AS integer[]),
                   CAST(:metadata AS jsonb[]), CAST(:finished AS timestamptz[]))
                AS t (id, owner, attempt, final_code, final_error, final_error_code, final_metadata, finished_at)
             WHERE a.id = t.id AND a.owner = t.owner AND a.attempt = t.attempt AND a.status_code < 200
               AND a.id = ANY (CAST(:ids AS uuid[]))\s""";

    private static final String FINISHED_ROWS = "DELETE FROM active_operation a USING " + FINISHED + """
            RETURNING a.*, t.final_code, t.final_error, t.final_error_code, t.final_metadata, t.finished_at,
                      CAST(NULL AS timestamptz) AS ended_at""";

    /** The children of what has gone. Those that are final keep their end; any other ends as its parent does. */
    private static final String CHILDREN_OF_GONE = """
            DELETE FROM active_operation c USING gone g WHERE c.parent = g.id
            RETURNING c.*, CASE WHEN c.status_code >= 200 THEN c.status_code WHEN g.final_code = 401 THEN 401 ELSE 400 END
                               AS final_code,
                      CASE WHEN c.status_code >= 200 THEN c.error
                           ELSE COALESCE(NULLIF(g.final_error, ''), CAST(:died AS text)) END AS final_error,
                      CASE WHEN c.status_code >= 200 THEN c.error_code
                           ELSE COALESCE(NULLIF(g.final_error_code, 0), 500) END AS final_error_code,
                      c.metadata AS final_metadata, g.finished_at,
                      CASE WHEN c.status_code >= 200 THEN LEAST(c.updated_at, g.finished_at) END AS ended_at""";

    private static final String FROM_FAMILIES = "FROM (SELECT * FROM gone UNION ALL SELECT * FROM family) AS families";

    /** Those that ended now, not those children that had before. In which trace is kept no longer, but told once more. */
    private static final String ENDED_NOW = " SELECT " + PAST_COLUMNS + ", trace_parent FROM moved JOIN ("
            + "SELECT id, trace_parent FROM gone UNION ALL SELECT id, trace_parent FROM family) AS traces USING (id)"
            + " WHERE updated_at IS NULL ORDER BY parent NULLS LAST, id";

    /**
     * {@link #BY_ID} for what is not in a transaction: in the same round trip, which is one to PostgreSQL. {@code SET LOCAL}
     * would say there that it does nothing, and do it.
     */
    private static final String ALONE_BY_ID =
            "SELECT set_config('enable_seqscan', 'off', true), set_config('enable_nestloop', 'off', true); ";

    /** The deletion is the fence: whoever no longer owns the row in that attempt moves nothing. */
    static final String FINISH =
            ALONE_BY_ID + "WITH gone AS (" + FINISHED_ROWS + ") " + MOVE + "FROM gone RETURNING id, attempt";

    /** A parent takes its children along. */
    static final String FINISH_FAMILY = "WITH gone AS (" + FINISHED_ROWS + "), family AS (" + CHILDREN_OF_GONE + ") "
            + MOVE + FROM_FAMILIES + " RETURNING id, attempt";

    /** A child waits for its parent, with what it came to. */
    static final String FINISH_CHILD = """
            UPDATE active_operation a
               SET status_code = t.final_code, error = t.final_error, error_code = t.final_error_code,
                   metadata = t.final_metadata, updated_at = GREATEST(t.finished_at, a.created_at),
                   conflict_reference = NULL, due_at = NULL, inputs = '{}'
              FROM\s""" + FINISHED + "RETURNING a.id, a.attempt";

    /** A deletion that ends operations without their owners, and their children with them. */
    private static String end(String which, String code, String error, String errorCode) {
        return "WITH gone AS (DELETE FROM active_operation WHERE " + which + " RETURNING *, " + code
                + " AS final_code, "
                + error + " AS final_error, " + errorCode + " AS final_error_code, metadata AS final_metadata,"
                + " CAST(:now AS timestamptz) AS finished_at, CAST(NULL AS timestamptz) AS ended_at), family AS ("
                + CHILDREN_OF_GONE + "), moved AS (" + MOVE + FROM_FAMILIES + " RETURNING *)" + ENDED_NOW;
    }

    /** An operation that nobody runs ends here; whoever claims or ends it at the same time wins. */
    static final String CANCEL_UNOWNED = end(
            "id = :id AND owner IS NULL AND parent IS NULL",
            "401",
            "CAST(:cancelled AS text)",
            "CAST(:errorCode AS integer)");

    /** A child of a family that waits to be claimed. */
    static final String CANCEL_UNOWNED_CHILD = """
            UPDATE active_operation
               SET status_code = 401, error = :cancelled, error_code = :errorCode, updated_at = GREATEST(:now, created_at),
                   conflict_reference = NULL, due_at = NULL, inputs = '{}'
             WHERE id = :id AND owner IS NULL AND parent IS NOT NULL AND status_code = 105
            RETURNING\s""" + ACTIVE_COLUMNS;

    static final String TOKENS = "SELECT " + ACTIVE_COLUMNS + " FROM active_operation WHERE class = 3 AND type = :type";

    private static final String UNOWNED_WITH_DEADLINE = "owner IS NULL AND parent IS NULL AND deadline IS NOT NULL";

    /** A token is Cancelled, as one that is revoked; what should have run has timed out. */
    static final String END_EXPIRED = end(
            UNOWNED_WITH_DEADLINE + " AND deadline <= :now",
            "CASE WHEN class = 3 THEN 401 ELSE 400 END",
            "CASE WHEN class = 3 THEN CAST(:cancelled AS text) ELSE CAST(:timedOut AS text) END",
            "CASE WHEN class = 3 THEN CAST(:errorCode AS integer) ELSE CAST(:timedOutCode AS integer) END");

    static final String NEXT_EXPIRY =
            "SELECT deadline FROM active_operation WHERE " + UNOWNED_WITH_DEADLINE + " ORDER BY deadline LIMIT 1";

    private static final String IS_ABANDONED = """
            owner IS NOT NULL AND status_code < 200 AND NOT (id = ANY (CAST(:alive AS uuid[])))
               AND (owner = :self AND updated_at < :settled
                    OR owner <> :self AND NOT EXISTS (SELECT FROM member m WHERE m.incarnation = owner AND m.offline_at IS NULL))""";

    /**
     * Durable operations whose owner is gone wait to be claimed again, with whatever metadata they committed. So many at a time:
     * a member may have died with families of ten thousands, and nobody is to wait for all of them, nor to hold them in memory.
     */
    static final String RELEASE_ABANDONED = """
            UPDATE active_operation
               SET owner = NULL, status_code = 105, updated_at = GREATEST(:now, created_at)
             WHERE id = ANY (ARRAY(
                   SELECT id FROM active_operation
                    WHERE class = 4 AND status_code <> 104 AND cancel_requested_at IS NULL AND %1$s
                    LIMIT :limit FOR UPDATE))
            RETURNING\s""".formatted(IS_ABANDONED) + ACTIVE_COLUMNS;

    private static final String ENDS_WITH_OWNER =
            "(class <> 4 OR status_code = 104 OR cancel_requested_at IS NOT NULL) AND " + IS_ABANDONED;

    private static final String ABANDONED_CODE = "CASE WHEN class = 4 THEN 401 ELSE 400 END";

    private static final String ABANDONED_ERROR =
            "CASE WHEN class = 4 THEN CAST(:cancelled AS text) ELSE CAST(:died AS text) END";

    /** Any other ends with its owner, and its children with it; a durable one that was being cancelled is cancelled now. */
    static final String FINISH_ABANDONED = end(
            "parent IS NULL AND " + ENDS_WITH_OWNER, ABANDONED_CODE, ABANDONED_ERROR, "CAST(:errorCode AS integer)");

    /** A child whose parent goes on. Every condition is on the row itself: its owner may be ending it just now. */
    static final String FINISH_ABANDONED_CHILDREN = "UPDATE active_operation SET status_code = " + ABANDONED_CODE
            + ", error = " + ABANDONED_ERROR + """
            , error_code = :errorCode, updated_at = GREATEST(:now, created_at),
                   conflict_reference = NULL, due_at = NULL, inputs = '{}'
             WHERE parent IS NOT NULL AND\s""" + ENDS_WITH_OWNER + " RETURNING " + ACTIVE_COLUMNS;

    /** Which of these this owner still has. */
    static final String OWNED =
            "SELECT id FROM active_operation WHERE id = ANY (CAST(:ids AS uuid[])) AND owner = :owner AND status_code < 200";

    /** One snapshot, so that an operation that moves between the tables is never missed nor seen twice. */
    static final String FIND = "SELECT " + ACTIVE_COLUMNS + " FROM active_operation WHERE id = :id UNION ALL SELECT "
            + FINAL_COLUMNS
            + " FROM final_operation WHERE id = :id AND finished_at >= :created AND finished_at > :horizon";

    static final String FIND_FINAL = "SELECT " + ACTIVE_COLUMNS
            + " FROM active_operation WHERE id = ANY (CAST(:ids AS uuid[])) AND status_code >= 200 UNION ALL SELECT "
            + FINAL_COLUMNS
            + " FROM final_operation WHERE id = ANY (CAST(:ids AS uuid[])) AND finished_at >= :created";

    static final String CHILDREN = "SELECT " + ACTIVE_COLUMNS
            + " FROM active_operation WHERE parent = ANY (CAST(:parents AS uuid[])) UNION ALL SELECT " + FINAL_COLUMNS
            + " FROM final_operation WHERE parent = ANY (CAST(:parents AS uuid[])) AND finished_at >= :created"
            + " ORDER BY id";
}
