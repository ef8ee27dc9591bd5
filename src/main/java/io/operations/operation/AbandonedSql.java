package io.operations.operation;

/**
 * The statements about operations whose owner is gone. Each takes so many rows at most, and passes over those that another
 * transaction has locked: a member may have died with hundreds of thousands, and no statement may take longer for that.
 */
final class AbandonedSql {

    private AbandonedSql() {}

    /** Its owner has been given up, or is this member, which does not know of it. */
    private static final String IS_ABANDONED = """
            a.owner IS NOT NULL AND a.status_code < 200
            AND a.id NOT IN (SELECT unnest(CAST(:alive AS uuid[])))
            AND (a.owner = :self AND a.updated_at < :settled
                 OR a.owner <> :self AND NOT EXISTS (
                    SELECT FROM member m WHERE m.incarnation = a.owner AND m.offline_at IS NULL))""";

    private static final String IS_BEING_CANCELLED = "(a.status_code = 104 OR a.cancel_requested_at IS NOT NULL)";

    private static final String ENDS_WITH_OWNER = "(a.class <> 4 OR " + IS_BEING_CANCELLED + ") AND " + IS_ABANDONED;

    private static final String IS_UNFINISHED_CHILD =
            "SELECT FROM active_operation c WHERE c.parent = a.id AND c.status_code < 200";

    private static final String NOT_OF_MUST_RUN = "type <> ALL (CAST(:mustRun AS text[]))";

    /** The next of these rows by id, locked. */
    private static String next(String which) {
        return "SELECT a.id, a.child_count FROM active_operation a WHERE " + which
                + " AND a.id > :after ORDER BY a.id LIMIT :limit FOR UPDATE OF a SKIP LOCKED";
    }

    private static String isNext(String which) {
        return "id = ANY (ARRAY(SELECT id FROM (" + next(which) + ") AS next))";
    }

    private static final String CODE = "CASE WHEN class = 4 THEN 401 ELSE 400 END";

    private static final String ERROR =
            "CASE WHEN class = 4 THEN CAST(:cancelled AS text) ELSE CAST(:died AS text) END";

    private static String endChildren(String which) {
        return "UPDATE active_operation SET status_code = " + CODE + ", error = " + ERROR + """
                , error_code = :errorCode, updated_at = GREATEST(:now, created_at),
                       conflict_reference = NULL, due_at = NULL, inputs = '{}', end_marker = CAST(:marker AS uuid)
                 WHERE\s""" + isNext(which)
                + " RETURNING " + OperationSql.ACTIVE_COLUMNS;
    }

    /** Children of durable families that were being cancelled, but for those that must run. */
    static final String END_UNNEEDED_CHILDREN =
            endChildren("a.class = 4 AND a.parent IS NOT NULL AND a." + NOT_OF_MUST_RUN + " AND " + IS_ABANDONED + """
             AND EXISTS (SELECT FROM active_operation p
                          WHERE p.id = a.parent AND p.owner = a.owner
                            AND (p.status_code = 104 OR p.cancel_requested_at IS NOT NULL))""");

    /** Children that end with their owner. Every condition is on the row itself: its owner may be ending it just now. */
    static final String END_CHILDREN = endChildren("a.parent IS NOT NULL AND " + ENDS_WITH_OWNER);

    /** All others end with their owner; a family once all its children have ended, which move with it. */
    static final String END = OperationSql.end(
            "id = ANY (ARRAY(SELECT id FROM (SELECT id, sum(1 + child_count) OVER (ORDER BY id) - child_count AS rows FROM ("
                    + next("a.parent IS NULL AND " + ENDS_WITH_OWNER + " AND (a.child_count = 0 OR NOT EXISTS ("
                            + IS_UNFINISHED_CHILD + "))")
                    + ") AS next) AS counted WHERE rows <= :limit))",
            CODE,
            ERROR,
            "CAST(:errorCode AS integer)");

    /** Families of which all children have ended that end with their owner, and are too wide to move at once. */
    static final String WIDE = "SELECT a.id, a.owner, a.attempt FROM active_operation a WHERE a.parent IS NULL"
            + " AND a.child_count >= :limit AND " + ENDS_WITH_OWNER + " AND NOT EXISTS (" + IS_UNFINISHED_CHILD + ")"
            + " AND a.id > :after ORDER BY a.id LIMIT :limit";

    /**
     * Durable operations whose owner is gone wait to be claimed again, with whatever metadata they committed. That includes
     * a family that was being cancelled, if only children that must run are left: they run, and their parent then ends.
     */
    static final String RELEASE = """
            UPDATE active_operation
               SET owner = NULL, status_code = 105, cancel_requested_at = NULL, updated_at = GREATEST(:now, created_at)
             WHERE\s"""
            + isNext("a.class = 4 AND " + IS_ABANDONED + " AND (NOT " + IS_BEING_CANCELLED
                    + " OR a.child_count > 0 AND EXISTS (" + IS_UNFINISHED_CHILD + ") AND NOT EXISTS ("
                    + IS_UNFINISHED_CHILD + " AND c." + NOT_OF_MUST_RUN + "))")
            + " RETURNING " + OperationSql.ACTIVE_COLUMNS;
}
