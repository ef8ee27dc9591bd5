package io.operations.operation;

/** The statements that accept operations. Arrays are bound as text and cast, one element a row. */
final class InsertSql {

    private InsertSql() {}

    /**
     * References in one order for all members, or two batches could wait for each other. What is not returned conflicts, has
     * no project, or is of a member that was given up: the projects and members that there are come last, as the same snapshot
     * has them. Of durable operations it returns what is stored: they run as they would be restored.
     */
    static final String INSERT = """
            WITH known AS MATERIALIZED (
                   SELECT name FROM project WHERE name = ANY (CAST(:names AS text[])) AND NOT being_deleted),
            alive AS MATERIALIZED (
                   SELECT incarnation FROM member
                    WHERE incarnation = ANY (CAST(:members AS uuid[])) AND offline_at IS NULL),
            inserted AS (
            INSERT INTO active_operation (
                   id, project, type, class, entity_url, resources, inputs,
                   requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
                   updated_at, status_code, metadata, owner, location, attempt,
                   parent, stage, child_count, timeout_ms, deadline, priority, trace_parent)
            SELECT id, project, type, class, entity_url, resources, inputs,
                   username, protocol, address, conflict_reference, created_at,
                   created_at, status_code, metadata, owner, location, attempt,
                   parent, stage, child_count, timeout_ms, deadline, priority, trace_parent
              FROM unnest(CAST(:ids AS uuid[]), CAST(:projects AS text[]), CAST(:types AS text[]),
                          CAST(:classes AS smallint[]), CAST(:entityUrls AS text[]), CAST(:resources AS jsonb[]),
                          CAST(:inputs AS jsonb[]), CAST(:usernames AS text[]), CAST(:protocols AS text[]),
                          CAST(:addresses AS text[]), CAST(:references AS text[]), CAST(:created AS timestamptz[]),
                          CAST(:statuses AS smallint[]), CAST(:metadata AS jsonb[]), CAST(:owners AS uuid[]),
                          CAST(:locations AS text[]), CAST(:attempts AS integer[]), CAST(:parents AS uuid[]),
                          CAST(:stages AS integer[]), CAST(:childCounts AS integer[]), CAST(:timeouts AS bigint[]),
                          CAST(:deadlines AS timestamptz[]), CAST(:priorities AS integer[]), CAST(:traces AS text[]))
                AS t (id, project, type, class, entity_url, resources, inputs, username, protocol, address,
                      conflict_reference, created_at, status_code, metadata, owner, location, attempt,
                      parent, stage, child_count, timeout_ms, deadline, priority, trace_parent)
             WHERE (project = '' OR project IN (SELECT name FROM known))
               AND (owner IS NULL OR owner IN (SELECT incarnation FROM alive))
             ORDER BY conflict_reference, project
                ON CONFLICT DO NOTHING
            RETURNING id, CASE WHEN class = 4 THEN inputs END AS inputs, CASE WHEN class = 4 THEN metadata END AS metadata)
            SELECT id, inputs, metadata, NULL AS project, CAST(NULL AS uuid) AS member FROM inserted
             UNION ALL SELECT NULL, NULL, NULL, name, NULL FROM known
             UNION ALL SELECT NULL, NULL, NULL, NULL, incarnation FROM alive""";

    private static final String INTO = """
            INSERT INTO active_operation (
                   id, project, type, class, entity_url, resources, inputs,
                   requestor_username, requestor_protocol, requestor_address, created_at,
                   updated_at, status_code, metadata, owner, location, attempt, timeout_ms, deadline, priority, trace_parent)
            """;

    private static final String STORED =
            "RETURNING id, CASE WHEN class = 4 THEN inputs END AS inputs, CASE WHEN class = 4 THEN metadata END AS metadata";

    /**
     * What has no conflict reference and no family, which is almost all: what each such statement costs, however few its rows,
     * is a quarter less. What is not returned is of a member that was given up, or has no project.
     */
    static final String PLAIN = INTO + """
            SELECT id, project, type, class, entity_url, resources, inputs, username, protocol, address, created_at,
                   created_at, status_code, metadata, owner, location, attempt, timeout_ms, deadline, priority, trace_parent
              FROM unnest(CAST(:ids AS uuid[]), CAST(:projects AS text[]), CAST(:types AS text[]),
                          CAST(:classes AS smallint[]), CAST(:entityUrls AS text[]), CAST(:resources AS jsonb[]),
                          CAST(:inputs AS jsonb[]), CAST(:usernames AS text[]), CAST(:protocols AS text[]),
                          CAST(:addresses AS text[]), CAST(:created AS timestamptz[]), CAST(:statuses AS smallint[]),
                          CAST(:metadata AS jsonb[]), CAST(:owners AS uuid[]), CAST(:locations AS text[]),
                          CAST(:attempts AS integer[]), CAST(:timeouts AS bigint[]), CAST(:deadlines AS timestamptz[]),
                          CAST(:priorities AS integer[]), CAST(:traces AS text[]))
                AS t (id, project, type, class, entity_url, resources, inputs, username, protocol, address, created_at,
                      status_code, metadata, owner, location, attempt, timeout_ms, deadline, priority, trace_parent)
             WHERE (project = '' OR project = ANY (ARRAY(
                   SELECT name FROM project WHERE name = ANY (CAST(:names AS text[])) AND NOT being_deleted)))
               AND (owner IS NULL OR owner = ANY (ARRAY(
                   SELECT incarnation FROM member
                    WHERE incarnation = ANY (CAST(:members AS uuid[])) AND offline_at IS NULL)))\s""" + STORED;

    /** {@link #PLAIN} for one row, which is what a lone caller brings: without arrays to take apart. */
    static final String ONE = INTO + """
            SELECT CAST(:ids AS uuid), :projects, :types, CAST(:classes AS smallint), :entityUrls,
                   CAST(:resources AS jsonb), CAST(:inputs AS jsonb), :usernames, :protocols, :addresses,
                   CAST(:created AS timestamptz), CAST(:created AS timestamptz), CAST(:statuses AS smallint),
                   CAST(:metadata AS jsonb), CAST(:owners AS uuid), :locations, CAST(:attempts AS integer),
                   CAST(:timeouts AS bigint), CAST(:deadlines AS timestamptz), CAST(:priorities AS integer), :traces
             WHERE (:projects = '' OR EXISTS (SELECT FROM project WHERE name = :projects AND NOT being_deleted))
               AND (CAST(:owners AS uuid) IS NULL OR EXISTS (
                   SELECT FROM member WHERE incarnation = CAST(:owners AS uuid) AND offline_at IS NULL))\s""" + STORED;

    /** Of these members, those that have not been given up: tells why something of {@link #PLAIN} is missing. */
    static final String ALIVE = """
            SELECT incarnation FROM member
             WHERE incarnation = ANY (CAST(:members AS uuid[])) AND offline_at IS NULL""";
}
