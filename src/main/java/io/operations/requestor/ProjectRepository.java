package io.operations.requestor;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Repository;

/** The project table. One that is being deleted is seen by those only who create and delete. */
@Repository
class ProjectRepository {

    private static final String PAGE = """
             FROM project
             WHERE NOT being_deleted AND name COLLATE "C" > :after
               AND (CAST(:which AS text[]) IS NULL OR name = ANY (CAST(:which AS text[])))
             ORDER BY name COLLATE "C"
             LIMIT :most""";

    private static final String LIST = "SELECT name, description, created_at " + PAGE;

    private static final String NAMES = "SELECT name " + PAGE;

    private static final String FIND = """
            SELECT name, description, created_at FROM project WHERE name = :name AND NOT being_deleted""";

    private static final String IS_TAKEN = "SELECT EXISTS (SELECT FROM project WHERE name = :name)";

    private static final String INSERT = """
            INSERT INTO project (name, description, created_at) VALUES (:name, :description, :created)
                ON CONFLICT DO NOTHING""";

    private static final String MARK = """
            UPDATE project SET being_deleted = true WHERE name = :name RETURNING name, description, created_at""";

    // Not one that was made since under the same name.
    private static final String DELETE = """
            DELETE FROM project WHERE name = :name AND created_at = :created AND being_deleted""";

    // Whoever makes a project of that name later did not let these in; whoever has made it already did.
    private static final String FORGET = """
            UPDATE certificate SET projects = array_remove(projects, CAST(:name AS text))
             WHERE CAST(:name AS text) = ANY (projects)
               AND EXISTS (SELECT FROM project WHERE name = :name AND created_at = :created AND being_deleted)""";

    private final JdbcClient jdbc;

    ProjectRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Project> list(@Nullable Set<String> which, String after, int most) {
        return page(LIST, which, after, most).query(ProjectRepository::project).list();
    }

    List<String> names(@Nullable Set<String> which, String after, int most) {
        return page(NAMES, which, after, most)
                .query((row, _) -> row.getString("name"))
                .list();
    }

    private StatementSpec page(String sql, @Nullable Set<String> which, String after, int most) {
        return jdbc.sql(sql)
                .param("which", which == null ? null : new SqlArrayValue("text", which.toArray()))
                .param("after", after)
                .param("most", most);
    }

    Optional<Project> find(String name) {
        return jdbc.sql(FIND)
                .param("name", name)
                .query(ProjectRepository::project)
                .optional();
    }

    /** Whether there is a project of that name, even if it is being deleted. */
    boolean isTaken(String name) {
        return jdbc.sql(IS_TAKEN).param("name", name).query(Boolean.class).single();
    }

    /** False: the name is taken. */
    boolean insert(Project project) {
        return jdbc.sql(INSERT)
                        .param("name", project.name())
                        .param("description", project.description())
                        .param("created", createdAt(project))
                        .update()
                > 0;
    }

    Optional<Project> mark(String name) {
        return jdbc.sql(MARK)
                .param("name", name)
                .query(ProjectRepository::project)
                .optional();
    }

    /** Certificates are for a project that was marked no longer. */
    void forget(Project marked) {
        jdbc.sql(FORGET)
                .param("name", marked.name())
                .param("created", createdAt(marked))
                .update();
    }

    /** False: somebody else was faster. */
    boolean delete(Project marked) {
        return jdbc.sql(DELETE)
                        .param("name", marked.name())
                        .param("created", createdAt(marked))
                        .update()
                > 0;
    }

    private static OffsetDateTime createdAt(Project project) {
        return project.createdAt().atOffset(ZoneOffset.UTC);
    }

    private static Project project(ResultSet row, int number) throws SQLException {
        return new Project(
                row.getString("name"),
                row.getString("description"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
