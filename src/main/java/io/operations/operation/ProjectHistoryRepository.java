package io.operations.operation;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What is and was in a project, for who deletes it. */
@Repository
class ProjectHistoryRepository {

    private static final Logger LOG = LoggerFactory.getLogger(ProjectHistoryRepository.class);

    /**
     * Longer than the second after which PostgreSQL stops a vacuum that is in the way. Meanwhile no operation is accepted or
     * ends.
     */
    private static final String LOCK_TIMEOUT = "SET LOCAL lock_timeout = '2s'";

    private static final String HOLD_WRITERS = "LOCK TABLE active_operation IN SHARE MODE";

    private static final String IS_ACTIVE = "SELECT EXISTS (SELECT FROM active_operation WHERE project = :project)";

    private static final String PARTITIONS = """
            SELECT c.relname AS name, pg_relation_size(c.oid) / CAST(current_setting('block_size') AS integer) AS pages
              FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
             WHERE i.inhparent = CAST('final_operation' AS regclass)""";

    /**
     * In one snapshot: while the project is marked, all that has its name is of the past, but not if it has been made anew. No
     * index begins with the project, so history is read through, so many pages at a time.
     */
    private static final String DELETE = """
            DELETE FROM %s
             WHERE ctid >= CAST(:from AS tid) AND ctid < CAST(:until AS tid) AND project = :project
               AND EXISTS (SELECT FROM project WHERE name = :project AND being_deleted)""";

    private static final long PAGES = 1_000;

    private final JdbcClient jdbc;
    /** A partition of history, and how large it is. */
    private record Partition(String name, long pages) {}

    ProjectHistoryRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Lets nobody write active operations until the transaction ends; they can be read. */
    void holdWriters() {
        jdbc.sql(LOCK_TIMEOUT).update();
        jdbc.sql(HOLD_WRITERS).update();
    }

    /** Whether an operation in it is not final. */
    boolean isActive(String project) {
        return jdbc.sql(IS_ACTIVE)
                .param("project", project)
                .query(Boolean.class)
                .single();
    }

    /** Forgets what was in a project that is being deleted, page by page: no statement takes long, and no snapshot is old. */
    void delete(String project) {
        jdbc.sql(PARTITIONS)
                .query((row, _) -> new Partition(row.getString("name"), row.getLong("pages")))
                .list()
                .forEach(it -> delete(it, project));
    }

    private void delete(Partition partition, String project) {
        for (var page = 0L; page < partition.pages; page += PAGES) {
            try {
                jdbc.sql(DELETE.formatted(partition.name))
                        .param("project", project)
                        .param("from", "(" + page + ",0)")
                        .param("until", "(" + (page + PAGES) + ",0)")
                        .update();
            } catch (BadSqlGrammarException e) {
                LOG.debug("Partition has been dropped meanwhile", e);
                return;
            }
        }
    }
}
