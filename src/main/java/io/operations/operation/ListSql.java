package io.operations.operation;

/** The statements that list operations: they read what is shown and nothing else, in the order in which it is shown. */
final class ListSql {

    private ListSql() {}

    private static final String URL_COLUMNS = "id, status_code";

    /** Inputs are not shown. */
    private static final String ACTIVE_VIEW = OperationSql.ACTIVE_COLUMNS.replace("inputs", "'{}'::jsonb AS inputs");

    /** Of what is asked for, what the viewer may see: all in some projects, their own in any. */
    private static final String IN_PROJECTS = """
            (CAST(:projects AS text[]) IS NULL OR project = ANY (CAST(:projects AS text[])))
             AND (CAST(:visible AS text[]) IS NULL OR project = ANY (CAST(:visible AS text[]))
                  OR requestor_username = :viewer AND requestor_protocol = :viewerProtocol)""";

    static final String ROWS = list(ACTIVE_VIEW, OperationSql.FINAL_COLUMNS);
    static final String URLS = list(URL_COLUMNS, URL_COLUMNS);

    static final String BULK_ROWS = bulk(OperationSql.FINAL_COLUMNS);
    static final String BULK_URLS = bulk(URL_COLUMNS);

    static final String HISTORY_ROWS = history(ACTIVE_VIEW, OperationSql.FINAL_COLUMNS);
    static final String HISTORY_URLS = history(URL_COLUMNS, URL_COLUMNS);

    /** The children of one parent, active and final. */
    static final String CHILDREN = "SELECT " + ACTIVE_VIEW
            + " FROM active_operation WHERE parent = :parent AND id > :after UNION ALL SELECT "
            + OperationSql.FINAL_COLUMNS
            + " FROM final_operation WHERE parent = :parent AND id > :after AND finished_at >= :created ORDER BY id";

    /**
     * Without bulk operations that are final, and without children. OFFSET 0 has what became final looked for by time: for a few in
     * the order of their ids PostgreSQL would rather read a whole partition.
     */
    private static String list(String active, String past) {
        return "(SELECT " + active + " FROM active_operation WHERE parent IS NULL AND id > :after AND " + IN_PROJECTS
                + " ORDER BY id LIMIT :limit) UNION ALL SELECT * FROM (SELECT " + past
                + " FROM final_operation WHERE finished_at > :since AND parent IS NULL AND child_count = 0"
                + " AND id > :after AND " + IN_PROJECTS + " OFFSET 0) AS ended ORDER BY id LIMIT :limit";
    }

    private static String bulk(String past) {
        return "SELECT * FROM (SELECT " + past + " FROM final_operation WHERE finished_at > :since AND child_count > 0"
                + " AND id > :after AND " + IN_PROJECTS + " OFFSET 0) AS ended ORDER BY id LIMIT :limit";
    }

    private static final String FILTER = IN_PROJECTS + """
             AND (CAST(:type AS text) IS NULL OR type = :type)
             AND (CAST(:status AS smallint) IS NULL OR status_code = :status)
             AND (CAST(:entityUrl AS text) IS NULL OR entity_url = :entityUrl)
             AND parent IS NULL AND id < :before AND id >= :least AND created_at > :createdAfter
             ORDER BY id DESC LIMIT :limit""";

    private static String history(String active, String past) {
        return "(SELECT " + active + " FROM active_operation WHERE " + FILTER + ") UNION ALL (SELECT " + past
                + " FROM final_operation WHERE finished_at > :horizon AND finished_at > :createdAfter AND " + FILTER
                + ") ORDER BY id DESC LIMIT :limit";
    }
}
