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
    static final String BY_INDEX = "SET LOCAL lock_timeout = '2s'; SET LOCAL enable_seqscan = off";

    /**
     * The same for what names its rows by {@code id = ANY}: the index is asked for these and for nothing else. Planned while
     * there were few rows, a join alone would read all of the index, dead entries too, in every commit.
     */
    static final String BY_ID = BY_INDEX + "; SET LOCAL enable_nestloop = off";

    /** Whether the row of each of these is locked by another transaction; of parents also, of which a child is. */
    static final String LOCKED = """
            WITH free AS MATERIALIZED (
                   SELECT id FROM active_operation WHERE id = ANY (CAST(:ids AS uuid[])) FOR UPDATE SKIP LOCKED),
            free_child AS MATERIALIZED (
                   SELECT id FROM active_operation WHERE parent = ANY (CAST(:parents AS uuid[])) FOR UPDATE SKIP LOCKED)
            SELECT id, id NOT IN (SELECT id FROM free) AS locked FROM active_operation
             WHERE id = ANY (CAST(:ids AS uuid[]))
             UNION
            SELECT parent, true FROM active_operation
             WHERE parent = ANY (CAST(:parents AS uuid[])) AND id NOT IN (SELECT id FROM free_child)""";

    /** A family may take long. A client that gave up waiting finds it done at its next try; a time limit would undo it each time. */
    static final String LARGE =
            BY_INDEX + "; SET LOCAL statement_timeout = 0; SET LOCAL client_connection_check_interval = 0";

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
                   parent, child_count, updated_at, end_marker)
            SELECT id, project, type, class, entity_url, resources,
                   requestor_username, requestor_protocol, requestor_address, created_at,
                   GREATEST(finished_at, created_at), final_code, final_error, final_error_code, final_metadata, location,
                   attempt, parent, child_count, ended_at, final_marker\s""";

    private static final String FINISHED = """
            unnest(CAST(:ids AS uuid[]), CAST(:owners AS uuid[]), CAST(:attempts AS integer[]),
                   CAST(:statuses AS smallint[]), CAST(:errors AS text[]), CAST(:errorCodes AS integer[]),
                   CAST(:metadata AS jsonb[]), CAST(:finished AS timestamptz[]))
                AS t (id, owner, attempt, final_code, final_error, final_error_code, final_metadata, finished_at)
             WHERE a.id = t.id AND a.owner = t.owner AND a.attempt = t.attempt AND a.status_code < 200
               AND a.id = ANY (CAST(:ids AS uuid[]))\s""";

    private static final String FINISHED_ROWS = "DELETE FROM active_operation a USING " + FINISHED + """
            RETURNING a.*, t.final_code, t.final_error, t.final_error_code, t.final_metadata, t.finished_at,
                      CAST(NULL AS timestamptz) AS ended_at, CAST(NULL AS uuid) AS final_marker""";

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
                      CASE WHEN c.status_code >= 200 THEN LEAST(c.updated_at, g.finished_at) END AS ended_at,
                      CASE WHEN c.status_code >= 200 THEN c.end_marker ELSE g.final_marker END AS final_marker""";

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
            "SELECT set_config('lock_timeout', '2s', true), set_config('enable_seqscan', 'off', true),"
                    + " set_config('enable_nestloop', 'off', true); ";

    /** The deletion is the fence: whoever no longer owns the row in that attempt moves nothing. */
    static final String FINISH =
            ALONE_BY_ID + "WITH gone AS (" + FINISHED_ROWS + ") " + MOVE + "FROM gone RETURNING id, attempt";

    /** A parent takes its children along. */
    static final String FINISH_FAMILY = "WITH gone AS (" + FINISHED_ROWS + "), family AS (" + CHILDREN_OF_GONE + ") "
            + MOVE + FROM_FAMILIES + " RETURNING id, attempt";

    /**
     * Some final children of a parent that is about to end, ahead of it: of a wide family all at once would take too long. The
     * parent's row is the fence, as for its own end.
     */
    static final String MOVE_CHILDREN = """
            WITH held AS MATERIALIZED (
                   SELECT id FROM active_operation
                    WHERE id = :id AND owner = :owner AND attempt = :attempt AND status_code < 200 FOR UPDATE),
            gone AS (
            DELETE FROM active_operation c
             WHERE c.id = ANY (ARRAY(
                   SELECT d.id FROM active_operation d
                    WHERE d.parent = :id AND d.status_code >= 200 AND EXISTS (SELECT FROM held) LIMIT :limit))
            RETURNING c.*, c.status_code AS final_code, c.error AS final_error, c.error_code AS final_error_code,
                      c.metadata AS final_metadata, CAST(:finished AS timestamptz) AS finished_at,
                      LEAST(c.updated_at, CAST(:finished AS timestamptz)) AS ended_at, c.end_marker AS final_marker)
            """ + MOVE + "FROM gone";

    /** A child waits for its parent, with what it came to. */
    static final String FINISH_CHILD = """
            UPDATE active_operation a
               SET status_code = t.final_code, error = t.final_error, error_code = t.final_error_code,
                   metadata = t.final_metadata, updated_at = GREATEST(t.finished_at, a.created_at),
                   conflict_reference = NULL, due_at = NULL, inputs = '{}'
              FROM\s""" + FINISHED + "RETURNING a.id, a.attempt";

    /** A deletion that ends operations without their owners, and their children with them. It marks what it ends. */
    static String end(String which, String code, String error, String errorCode) {
        return "WITH gone AS (DELETE FROM active_operation WHERE " + which + " RETURNING *, " + code
                + " AS final_code, "
                + error + " AS final_error, " + errorCode + " AS final_error_code, metadata AS final_metadata,"
                + " CAST(:now AS timestamptz) AS finished_at, CAST(NULL AS timestamptz) AS ended_at,"
                + " CAST(:marker AS uuid) AS final_marker), family AS ("
                + CHILDREN_OF_GONE + "), moved AS (" + MOVE + FROM_FAMILIES + " RETURNING *)" + ENDED_NOW;
    }

    private static final String UNFINISHED_CHILD =
            "SELECT FROM active_operation c WHERE c.parent = active_operation.id AND c.status_code < 200 AND c.type";

    /**
     * An operation that nobody runs ends here; whoever claims or ends it at the same time wins. Not a family that has begun and
     * has children that must run.
     */
    static final String CANCEL_UNOWNED = end(
            "id = :id AND owner IS NULL AND parent IS NULL AND (child_count = 0 OR attempt = 0 OR NOT EXISTS ("
                    + UNFINISHED_CHILD + " = ANY (CAST(:mustRun AS text[]))))",
            "401",
            "CAST(:cancelled AS text)",
            "CAST(:errorCode AS integer)");

    private static String cancelChildren(String which) {
        return """
            UPDATE active_operation
               SET status_code = 401, error = :cancelled, error_code = :errorCode, updated_at = GREATEST(:now, created_at),
                   conflict_reference = NULL, due_at = NULL, inputs = '{}', end_marker = CAST(:marker AS uuid)
             WHERE\s""" + which + " AND owner IS NULL AND parent IS NOT NULL AND status_code = 105 RETURNING "
                + ACTIVE_COLUMNS;
    }

    /** A child of a family that waits to be claimed. */
    static final String CANCEL_UNOWNED_CHILD = cancelChildren("id = :id");

    /** All of its children but for those that must run: whoever claims the family runs those. */
    static final String CANCEL_UNNEEDED = cancelChildren("parent = :id AND type <> ALL (CAST(:mustRun AS text[]))");

    /** A family that has been cancelled so may be claimed. */
    static final String CANCELLED_FAMILY = """
            UPDATE active_operation SET cancel_requested_at = NULL
             WHERE id = :id AND owner IS NULL AND cancel_requested_at IS NOT NULL AND NOT EXISTS (
                   """ + UNFINISHED_CHILD + " <> ALL (CAST(:mustRun AS text[])))";

    static final String TOKENS = "SELECT " + ACTIVE_COLUMNS
            + " FROM active_operation WHERE class = 3 AND type = :type AND id > :after ORDER BY id LIMIT :limit";

    /** Not a family that has begun and has children that must run: the member that claims it runs these, and then it has timed out. */
    private static final String ENDS_AT_DEADLINE =
            "owner IS NULL AND parent IS NULL AND deadline IS NOT NULL AND (child_count = 0 OR attempt = 0 OR NOT EXISTS ("
                    + UNFINISHED_CHILD + " = ANY (CAST(:mustRun AS text[])) OFFSET 0))";

    /** A token is Cancelled, as one that is revoked; what should have run has timed out. So many rows at most. */
    static final String END_EXPIRED = end(
            "id = ANY (ARRAY(SELECT id FROM (SELECT id, sum(1 + child_count) OVER (ORDER BY deadline, id) - child_count AS rows"
                    + " FROM (SELECT id, child_count, deadline FROM active_operation WHERE " + ENDS_AT_DEADLINE
                    + " AND deadline <= :now ORDER BY deadline LIMIT :limit FOR UPDATE SKIP LOCKED) AS next) AS counted"
                    + " WHERE rows <= :limit))",
            "CASE WHEN class = 3 THEN 401 ELSE 400 END",
            "CASE WHEN class = 3 THEN CAST(:cancelled AS text) ELSE CAST(:timedOut AS text) END",
            "CASE WHEN class = 3 THEN CAST(:errorCode AS integer) ELSE CAST(:timedOutCode AS integer) END");

    static final String NEXT_EXPIRY =
            "SELECT deadline FROM active_operation WHERE " + ENDS_AT_DEADLINE + " ORDER BY deadline LIMIT 1";

    /** PostgreSQL hashes the ids once, whatever it plans. In a kept plan {@code = ANY} would compare each row with each of them. */
    static final String IS_NOT_ALIVE = "id NOT IN (SELECT unnest(CAST(:alive AS uuid[])))";

    /** Which of these this owner still has. */
    static final String OWNED =
            "SELECT id FROM active_operation WHERE id = ANY (CAST(:ids AS uuid[])) AND owner = :owner AND status_code < 200";

    /** One snapshot, so that an operation that moves between the tables is never missed nor seen twice. */
    static final String FIND = "SELECT " + ACTIVE_COLUMNS + " FROM active_operation WHERE id = :id UNION ALL SELECT "
            + FINAL_COLUMNS
            + " FROM final_operation WHERE id = :id AND finished_at >= :created AND finished_at > :horizon";

    private static final String ENDED_BY_OWNER =
            "id = :id AND status_code = :status AND error = :error AND attempt = :attempt AND end_marker IS NULL";

    static final String IS_ENDED_BY_OWNER = "SELECT EXISTS (SELECT FROM active_operation WHERE " + ENDED_BY_OWNER
            + ") OR EXISTS (SELECT FROM final_operation WHERE finished_at >= :created AND " + ENDED_BY_OWNER + ")";

    static final String FIND_FINAL = "SELECT " + ACTIVE_COLUMNS
            + " FROM active_operation WHERE id = ANY (CAST(:ids AS uuid[])) AND status_code >= 200 UNION ALL SELECT "
            + FINAL_COLUMNS
            + " FROM final_operation WHERE id = ANY (CAST(:ids AS uuid[])) AND finished_at >= :created";

    /** The children of active parents, for the member that runs them: of those that are final it needs only how they ended. */
    static final String CHILDREN_TO_RUN = "SELECT "
            + ACTIVE_COLUMNS
                    .replace("inputs", "CASE WHEN status_code < 200 THEN inputs ELSE '{}' END AS inputs")
                    .replace("metadata", "CASE WHEN status_code < 200 THEN metadata ELSE '{}' END AS metadata")
            + " FROM active_operation WHERE parent = ANY (CAST(:parents AS uuid[])) UNION ALL SELECT "
            + FINAL_COLUMNS.replace("metadata", "'{}'::jsonb AS metadata")
            + " FROM final_operation WHERE parent = ANY (CAST(:parents AS uuid[])) AND finished_at >= :created ORDER BY id";
}
