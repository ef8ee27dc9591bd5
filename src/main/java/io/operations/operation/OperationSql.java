package io.operations.operation;

/** The statements about operations. Arrays are bound as text and cast, one element a row. */
final class OperationSql {

    private OperationSql() {}

    private static final String ACTIVE_COLUMNS = """
            id, project, type, class, entity_url, resources, inputs,
            requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
            updated_at, status_code, '' AS error, 0 AS error_code, metadata, location, attempt""";

    private static final String FINAL_COLUMNS = """
            id, project, type, class, entity_url, resources, '{}'::jsonb AS inputs,
            requestor_username, requestor_protocol, requestor_address, NULL AS conflict_reference, created_at,
            finished_at AS updated_at, status_code, error, error_code, metadata, location, attempt""";

    /**
     * For the transaction that writes. Between two vacuums active_operation is mostly dead rows, thousands of pages of them;
     * a plan made while it was empty would read them all in every commit, since PostgreSQL keeps the plan.
     */
    static final String BY_INDEX = "SET LOCAL enable_seqscan = off";

    /** Keys in one order for all members, or two batches could wait for each other. */
    static final String INSERT_KEYS = """
            INSERT INTO idempotency_key (project, caller, key, fingerprint, operation_id, created_at)
            SELECT project, caller, key, decode(fingerprint, 'hex'), operation_id, created_at
              FROM unnest(CAST(:projects AS text[]), CAST(:callers AS text[]), CAST(:keys AS text[]),
                          CAST(:fingerprints AS text[]), CAST(:ids AS uuid[]), CAST(:created AS timestamptz[]))
                AS t (project, caller, key, fingerprint, operation_id, created_at)
             ORDER BY project, caller, key
                ON CONFLICT DO NOTHING
            RETURNING operation_id""";

    static final String DELETE_KEYS = """
            DELETE FROM idempotency_key k
             USING unnest(CAST(:projects AS text[]), CAST(:callers AS text[]), CAST(:keys AS text[]))
                AS t (project, caller, key)
             WHERE k.project = t.project AND k.caller = t.caller AND k.key = t.key""";

    static final String FIND_KEY = """
            SELECT operation_id, encode(fingerprint, 'hex') AS fingerprint
              FROM idempotency_key WHERE project = :project AND caller = :caller AND key = :key""";

    /** References in one order for all members, for the same reason. What is not returned conflicts. */
    static final String INSERT = """
            INSERT INTO active_operation (
                   id, project, type, class, entity_url, resources, inputs,
                   requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
                   updated_at, status_code, metadata, owner, location, attempt)
            SELECT id, project, type, class, entity_url, resources, inputs,
                   username, protocol, address, conflict_reference, created_at,
                   created_at, status_code, metadata, owner, location, attempt
              FROM unnest(CAST(:ids AS uuid[]), CAST(:projects AS text[]), CAST(:types AS text[]),
                          CAST(:classes AS smallint[]), CAST(:entityUrls AS text[]), CAST(:resources AS jsonb[]),
                          CAST(:inputs AS jsonb[]), CAST(:usernames AS text[]), CAST(:protocols AS text[]),
                          CAST(:addresses AS text[]), CAST(:references AS text[]), CAST(:created AS timestamptz[]),
                          CAST(:statuses AS smallint[]), CAST(:metadata AS jsonb[]), CAST(:owners AS uuid[]),
                          CAST(:locations AS text[]), CAST(:attempts AS integer[]))
                AS t (id, project, type, class, entity_url, resources, inputs, username, protocol, address,
                      conflict_reference, created_at, status_code, metadata, owner, location, attempt)
             ORDER BY conflict_reference
                ON CONFLICT DO NOTHING
            RETURNING id""";

    static final String CHANGE = """
            UPDATE active_operation a
               SET status_code = t.status_code, metadata = t.metadata, updated_at = GREATEST(t.updated_at, a.created_at)
              FROM unnest(CAST(:ids AS uuid[]), CAST(:owners AS uuid[]), CAST(:attempts AS integer[]),
                          CAST(:statuses AS smallint[]), CAST(:metadata AS jsonb[]), CAST(:updated AS timestamptz[]))
                AS t (id, owner, attempt, status_code, metadata, updated_at)
             WHERE a.id = t.id AND a.owner = t.owner AND a.attempt = t.attempt
            RETURNING a.id, a.attempt""";

    /** What has gone from the one table comes into the other; expects its new state beside the old row. */
    private static final String MOVE = """
            INSERT INTO final_operation (
                   id, project, type, class, entity_url, resources,
                   requestor_username, requestor_protocol, requestor_address, created_at,
                   finished_at, status_code, error, error_code, metadata, location, attempt)
            SELECT id, project, type, class, entity_url, resources,
                   requestor_username, requestor_protocol, requestor_address, created_at,
                   GREATEST(finished_at, created_at), final_code, error, error_code, final_metadata, location, attempt
              FROM gone""";

    /** The deletion is the fence: whoever no longer owns the row in that attempt moves nothing. */
    static final String FINISH = """
            WITH gone AS (
                DELETE FROM active_operation a
                 USING unnest(CAST(:ids AS uuid[]), CAST(:owners AS uuid[]), CAST(:attempts AS integer[]),
                              CAST(:statuses AS smallint[]), CAST(:errors AS text[]), CAST(:errorCodes AS integer[]),
                              CAST(:metadata AS jsonb[]), CAST(:finished AS timestamptz[]))
                    AS t (id, owner, attempt, final_code, error, error_code, final_metadata, finished_at)
                 WHERE a.id = t.id AND a.owner = t.owner AND a.attempt = t.attempt
                RETURNING a.*, t.final_code, t.error, t.error_code, t.final_metadata, t.finished_at)
            """ + MOVE + " RETURNING id, attempt";

    /** An operation that nobody runs yet ends here; whoever claims it at the same time wins. */
    static final String CANCEL_UNOWNED = """
            WITH gone AS (
                DELETE FROM active_operation
                 WHERE id = :id AND owner IS NULL
                RETURNING *, 401 AS final_code, CAST(:error AS text) AS error, CAST(:errorCode AS integer) AS error_code,
                          metadata AS final_metadata, CAST(:now AS timestamptz) AS finished_at)
            """ + MOVE + " RETURNING " + FINAL_COLUMNS;

    private static final String IS_ABANDONED = """
            owner IS NOT NULL AND NOT (id = ANY (CAST(:alive AS uuid[])))
               AND (owner = :self AND updated_at < :settled
                    OR owner <> :self AND NOT EXISTS (SELECT FROM member m WHERE m.incarnation = owner AND m.offline_at IS NULL))""";

    /** A durable operation whose owner is gone waits to be claimed again, with whatever metadata it committed. */
    static final String RELEASE_ABANDONED = """
            UPDATE active_operation
               SET owner = NULL, status_code = 105, updated_at = GREATEST(:now, created_at)
             WHERE class = 4 AND status_code <> 104 AND\s""" + IS_ABANDONED + " RETURNING " + ACTIVE_COLUMNS;

    /** Any other ends with its owner; a durable one that was being cancelled is cancelled now. */
    static final String FINISH_ABANDONED = """
            WITH gone AS (
                DELETE FROM active_operation
                 WHERE (class <> 4 OR status_code = 104) AND\s""" + IS_ABANDONED + """

                RETURNING *, CASE WHEN class = 4 THEN 401 ELSE 400 END AS final_code,
                          CASE WHEN class = 4 THEN CAST(:cancelled AS text) ELSE CAST(:error AS text) END AS error,
                          CAST(:errorCode AS integer) AS error_code, metadata AS final_metadata,
                          CAST(:now AS timestamptz) AS finished_at)
            """ + MOVE + " RETURNING " + FINAL_COLUMNS;

    /** Gives durable operations back when their member leaves. */
    static final String RELEASE = """
            UPDATE active_operation
               SET owner = NULL, status_code = 105, updated_at = GREATEST(:now, created_at)
             WHERE class = 4 AND status_code = 103 AND owner = :owner AND id = ANY (CAST(:ids AS uuid[]))
            RETURNING id""";

    /** Not for a member that was given up and has not noticed yet: what it claimed would be given up with it. */
    static final String CLAIM = """
            UPDATE active_operation a
               SET owner = :owner, location = :location, status_code = 103, attempt = a.attempt + 1,
                   updated_at = GREATEST(:now, a.created_at)
              FROM (SELECT id AS claimed FROM active_operation
                     WHERE owner IS NULL AND type = ANY (CAST(:types AS text[]))
                       AND EXISTS (SELECT FROM member WHERE incarnation = :owner AND offline_at IS NULL)
                     ORDER BY priority DESC, id
                     LIMIT :limit
                       FOR UPDATE SKIP LOCKED) c
             WHERE a.id = c.claimed
            RETURNING\s""" + ACTIVE_COLUMNS;

    static final String HAS_UNOWNED =
            "SELECT EXISTS (SELECT FROM active_operation WHERE owner IS NULL AND type = ANY (CAST(:types AS text[])))";

    static final String COUNT_UNOWNED = "SELECT count(*) FROM active_operation WHERE owner IS NULL";

    /** One snapshot, so that an operation that moves between the tables is never missed nor seen twice. */
    static final String FIND = "SELECT " + ACTIVE_COLUMNS + " FROM active_operation WHERE id = :id UNION ALL SELECT "
            + FINAL_COLUMNS
            + " FROM final_operation WHERE id = :id AND finished_at >= :created AND finished_at > :horizon";

    static final String FIND_FINAL = "SELECT " + FINAL_COLUMNS + " FROM final_operation"
            + " WHERE id = ANY (CAST(:ids AS uuid[])) AND finished_at >= :created";

    private static final String IN_PROJECTS =
            "(CAST(:projects AS text[]) IS NULL OR project = ANY (CAST(:projects AS text[])))";

    static final String LIST = "SELECT " + ACTIVE_COLUMNS + " FROM active_operation WHERE " + IN_PROJECTS
            + " UNION ALL SELECT " + FINAL_COLUMNS + " FROM final_operation WHERE finished_at > :since AND "
            + IN_PROJECTS
            + " ORDER BY id";

    private static final String FILTER = IN_PROJECTS + """
             AND (CAST(:type AS text) IS NULL OR type = :type)
             AND (CAST(:status AS smallint) IS NULL OR status_code = :status)
             AND (CAST(:entityUrl AS text) IS NULL OR entity_url = :entityUrl)
             AND id < :before AND id >= :least AND created_at > :createdAfter
             ORDER BY id DESC LIMIT :limit""";

    static final String HISTORY = "(SELECT " + ACTIVE_COLUMNS + " FROM active_operation WHERE " + FILTER
            + ") UNION ALL (SELECT " + FINAL_COLUMNS
            + " FROM final_operation WHERE finished_at > :horizon AND finished_at > :createdAfter AND " + FILTER
            + ") ORDER BY id DESC LIMIT :limit";

    static final String PRUNE_KEYS = """
            DELETE FROM idempotency_key k
             WHERE created_at < :horizon
               AND NOT EXISTS (SELECT FROM active_operation a WHERE a.id = k.operation_id)
               AND NOT EXISTS (SELECT FROM final_operation f WHERE f.id = k.operation_id)""";

    static final String DELETE_KEY = """
            DELETE FROM idempotency_key WHERE project = :project AND caller = :caller AND key = :key
               AND operation_id = :id""";
}
