package io.operations.operation;

import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What is and was in a project, for who deletes it. */
@Repository
class ProjectHistoryRepository {

    /**
     * Longer than the second after which PostgreSQL stops a vacuum that is in the way. Meanwhile no operation is accepted or
     * ends.
     */
    private static final String LOCK_TIMEOUT = "SET LOCAL lock_timeout = '2s'";

    private static final String HOLD_WRITERS = "LOCK TABLE active_operation IN SHARE MODE";

    private static final String IS_ACTIVE = "SELECT EXISTS (SELECT FROM active_operation WHERE project = :project)";

    // One snapshot: while the project is marked, all that has its name is of the past. Not so if it has been made anew.
    private static final String DELETE = """
            DELETE FROM final_operation
             WHERE project = :project AND finished_at >= :from AND finished_at < :until
               AND EXISTS (SELECT FROM project WHERE name = :project AND being_deleted)""";

    private final JdbcClient jdbc;
    private final Partitions partitions;

    ProjectHistoryRepository(JdbcClient jdbc, Partitions partitions) {
        this.jdbc = jdbc;
        this.partitions = partitions;
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

    /** Forgets what was in a project that is being deleted, partition by partition: no statement and no snapshot is old. */
    void delete(String project) {
        var from = Instant.EPOCH;
        for (var until : partitions.ends()) {
            jdbc.sql(DELETE)
                    .param("project", project)
                    .param("from", Columns.at(from))
                    .param("until", Columns.at(until))
                    .update();
            from = until;
        }
    }
}
