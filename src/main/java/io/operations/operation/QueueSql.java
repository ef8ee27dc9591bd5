package io.operations.operation;

/** The statements about operations that wait in PostgreSQL for whichever member has a free slot. */
final class QueueSql {

    private QueueSql() {}

    /** Whoever runs the parent runs the children, and nobody runs a token. Word for word as the indexes have it. */
    private static final String WAITS = "owner IS NULL AND parent IS NULL AND class <> 3";

    private static final String READY = WAITS + " AND due_at IS NULL";

    /**
     * For the transaction that looks at the queue: as for those that write, and no statement here runs long enough to be worth
     * compiling, whatever the planner believes.
     */
    static final String SHORT = OperationSql.BY_INDEX + "; SET LOCAL jit = off";

    /**
     * Not what would run out of time at once, but for a family that has begun: some of its children may have to run even so. Nor a
     * family of which this member could not run every child. OFFSET 0 has the
     * children of a parent looked for by index: the planner would rather look at all rows once.
     */
    private static final String CLAIMABLE = READY + """

               AND cancel_requested_at IS NULL AND type = ANY (CAST(:types AS text[])) AND (deadline IS NULL OR deadline > :now OR child_count > 0 AND attempt > 0)
               AND (child_count = 0 OR CAST(:families AS boolean) AND NOT EXISTS (
                    SELECT FROM active_operation c
                     WHERE c.parent = active_operation.id AND c.status_code < 200
                       AND NOT (c.type = ANY (CAST(:types AS text[]))) OFFSET 0))""";

    /** The caller that scheduled it, as {@link SlotHolder} and the index have it. */
    private static final String CALLER =
            "COALESCE(left(requestor_protocol || ' ' || requestor_username, " + SlotHolder.TOLD_APART + "), '')";

    private static String one(String which) {
        return "(SELECT 1 FROM active_operation WHERE " + which + " AND " + CLAIMABLE
                + " ORDER BY priority DESC, id LIMIT 1)";
    }

    /**
     * The projects in which something waits, each once, from the one after :served on and around to that one itself. Each is
     * one look into the index, and only as many are looked for as are asked for. None for a member that was given up and
     * has not noticed yet: what it claimed would be given up with it.
     */
    private static final String TURNS = """
            turns (project, around, number) AS (
            SELECT CAST(:served AS text), false, 0
             WHERE EXISTS (SELECT FROM member WHERE incarnation = :owner AND offline_at IS NULL)
             UNION ALL
            SELECT next.project, next.around, t.number + 1
              FROM turns t CROSS JOIN LATERAL (
                   (SELECT project, t.around FROM active_operation WHERE %1$s AND project > t.project
                     ORDER BY project LIMIT 1)
                    UNION ALL
                   (SELECT project, true FROM active_operation WHERE %1$s AND NOT t.around
                     ORDER BY project LIMIT 1)
                    LIMIT 1) next
             WHERE NOT next.around OR next.project <= :served)""".formatted(READY);

    /** The same for the callers of one project, from the one after the caller that was served last. */
    private static final String CALLERS =
            """
            WITH RECURSIVE callers (caller, start, around, number) AS (
            SELECT first.caller, first.caller, false, 0
              FROM (SELECT COALESCE((
                           SELECT s.caller
                             FROM unnest(CAST(:projects AS text[]), CAST(:callers AS text[])) s (project, caller)
                            WHERE s.project = p.project), '') AS caller) first
             UNION ALL
            SELECT next.caller, c.start, next.around, c.number + 1
              FROM callers c CROSS JOIN LATERAL (
                   (SELECT %2$s AS caller, c.around FROM active_operation
                     WHERE %1$s AND project = p.project AND %2$s > c.caller ORDER BY %2$s LIMIT 1)
                    UNION ALL
                   (SELECT %2$s, true FROM active_operation WHERE %1$s AND project = p.project AND NOT c.around
                     ORDER BY %2$s LIMIT 1)
                    LIMIT 1) next
             WHERE NOT next.around OR next.caller <= c.start)
            SELECT c.caller, c.number FROM callers c CROSS JOIN LATERAL %3$s q
             WHERE c.number > 0 LIMIT :limit / p.projects + 1 + :full""".formatted(READY, CALLER, one("project = p.project AND " + CALLER + " = c.caller"));

    /**
     * The callers that have something to claim: projects in turn, and in each its callers in turn. So many that each of :limit slots
     * finds one, although :full callers may take none.
     */
    static final String WAITING = "WITH RECURSIVE " + TURNS + """
            , projects AS MATERIALIZED (
            SELECT t.project, t.number FROM turns t CROSS JOIN LATERAL %s q WHERE t.number > 0 LIMIT :limit + :full)
            SELECT p.project, c.caller
              FROM (SELECT project, number, count(*) OVER () AS projects FROM projects) p CROSS JOIN LATERAL (%s) c
             ORDER BY p.number, c.number""".formatted(one("project = t.project"), CALLERS);

    private static final String WEIGHT =
            "child_count > 0 AS family, octet_length(inputs::text) + octet_length(metadata::text) AS bytes";

    /** In order. What others are about to claim is passed over, and does not count. */
    private static String claimable(String which, String limit) {
        return "SELECT id, " + WEIGHT + " FROM active_operation WHERE " + which + " AND " + CLAIMABLE
                + " ORDER BY priority DESC, id LIMIT " + limit + " FOR UPDATE SKIP LOCKED";
    }

    /** As many operations of each caller as were allotted, in rounds: the first of each before the second of any. */
    private static final String FOUND =
            """
            found AS MATERIALIZED (
            SELECT q.id, q.family, q.bytes, q.round * :limit + s.turn AS turn
              FROM unnest(CAST(:projects AS text[]), CAST(:callers AS text[]), CAST(:numbers AS integer[]))
                   WITH ORDINALITY s (project, caller, number, turn)
             CROSS JOIN LATERAL (SELECT id, family, bytes, row_number() OVER () AS round FROM (%s) q) q)""".formatted(claimable("project = s.project AND " + CALLER + " = s.caller", "s.number"));

    /** One family at most, and no more than this member has memory for; the first whatever its size. */
    private static final String CHOSEN = """
            weighed AS (
            SELECT id, turn, row_number() OVER up_to AS place, count(*) FILTER (WHERE family) OVER up_to AS families,
                   sum(bytes) OVER up_to AS bytes
              FROM found WINDOW up_to AS (ORDER BY turn)),
            chosen AS MATERIALIZED (
            SELECT id, turn FROM weighed WHERE place = 1 OR families <= 1 AND bytes <= :bytes)""";

    /**
     * Takes over what was allotted; for one caller it goes by priority, then age. The timeout of an operation counts from its
     * first start. MATERIALIZED and ARRAY, so that every look at the queue happens once: another one would pass over what this
     * one has locked, and lock the next, beyond the limit.
     */
    static final String CLAIM = "WITH " + FOUND + ", " + CHOSEN + """
            ,
            claimed AS (
            UPDATE active_operation a
               SET owner = :owner, location = :location, status_code = 103, attempt = a.attempt + 1,
                   updated_at = GREATEST(:now, a.created_at),
                   metadata = CASE WHEN a.failures > 0 AND a.metadata -> 'retry' -> 'failures' = to_jsonb(a.failures)
                                   THEN a.metadata - 'retry' ELSE a.metadata END,
                   deadline = COALESCE(a.deadline, :now + a.timeout_ms * INTERVAL '1 millisecond')
             WHERE a.id = ANY (ARRAY(SELECT id FROM chosen))
               AND EXISTS (SELECT FROM member WHERE incarnation = :owner AND offline_at IS NULL)
            RETURNING a.*)
            SELECT\s"""
            + OperationSql.ACTIVE_COLUMNS
            + ", (SELECT count(*) FROM found) AS found FROM claimed JOIN chosen USING (id) ORDER BY turn";

    /** The children of a parent that was claimed change hands with it. */
    static final String ADOPT = """
            UPDATE active_operation
               SET owner = :owner, location = :location, attempt = attempt + 1, updated_at = GREATEST(:now, created_at),
                   status_code = CASE WHEN status_code = 104 THEN 104 ELSE 105 END
             WHERE parent = ANY (CAST(:parents AS uuid[])) AND status_code < 200""";

    /** What a claim took and nobody has begun, for its answer was lost. What it may take has not begun to count either. */
    static final String GIVE_BACK = """
            UPDATE active_operation
               SET owner = NULL, status_code = 105, updated_at = GREATEST(:now, created_at),
                   deadline = CASE WHEN deadline = :claimed + timeout_ms * INTERVAL '1 millisecond' THEN NULL ELSE deadline END
             WHERE owner = :owner AND parent IS NULL AND status_code = 103 AND updated_at = :claimed
               AND created_at < :claimed AND\s""" + OperationSql.IS_NOT_ALIVE + " RETURNING id";

    static final String GIVE_BACK_CHILDREN = """
            UPDATE active_operation SET owner = NULL, updated_at = GREATEST(:now, created_at)
             WHERE parent = ANY (CAST(:parents AS uuid[])) AND owner = :owner AND status_code < 200""";

    /** What waits for its time is not in the way of what is ready: it comes there when its time has come. */
    static final String READY_WHAT_IS_DUE = """
            UPDATE active_operation SET due_at = NULL
             WHERE id = ANY (ARRAY(
                   SELECT id FROM active_operation WHERE %s AND due_at <= :now ORDER BY due_at LIMIT :limit
                      FOR UPDATE SKIP LOCKED))""".formatted(WAITS);

    static final String HAS_READY = "SELECT EXISTS (SELECT FROM active_operation WHERE " + CLAIMABLE + ")";

    private static String head(String which) {
        return "(SELECT project, priority, updated_at FROM active_operation WHERE " + READY + which
                + " ORDER BY project, priority DESC, id LIMIT 1)";
    }

    /**
     * How many wait; since when the first in line of each project and priority does, of them all the
     * longest, one look into the index for each; and when the first attempt was or is due.
     */
    static final String LOOK = """
            WITH RECURSIVE heads AS (
             %1$s
             UNION ALL
            SELECT next.* FROM heads h CROSS JOIN LATERAL (
                   %2$s
                    UNION ALL
                   %3$s
                    LIMIT 1) next)
            SELECT (SELECT count(*) FROM active_operation WHERE %4$s)
                 + (SELECT count(*) FROM active_operation WHERE %5$s AND due_at IS NOT NULL) AS number,
                   (SELECT min(updated_at) FROM heads) AS since,
                   (SELECT min(due_at) FROM active_operation WHERE %5$s AND due_at IS NOT NULL) AS due""".formatted(
                    head(""),
                    head(" AND project = h.project AND priority < h.priority"),
                    head(" AND project > h.project"),
                    READY,
                    WAITS);
}
