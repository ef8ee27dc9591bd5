package io.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.operations.ConflictSettings.Scope;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import liquibase.exception.LiquibaseException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Row I, "conflict references and 409s across projects": {@code operations.conflict.scope} is held by the database, for all members
 * at once, and a change of it lets no two active operations share a reference that it forbids.
 */
class ConflictScopeTests {

    private static final String INSERT = """
            INSERT INTO active_operation (id, project, type, class, entity_url, resources, inputs, conflict_reference, created_at,
                   updated_at, status_code, metadata, location, attempt)
            VALUES (:id, :project, 'wait', 4, '/1.0', '{}', '{}', 'r', now(), now(), 105, '{}', 'none', 0)""";

    private final DriverManagerDataSource connections;
    private final JdbcClient jdbc;

    ConflictScopeTests() {
        var database = TestDatabase.create();
        connections = new DriverManagerDataSource(database.url(), database.username(), database.password());
        jdbc = JdbcClient.create(connections);
    }

    private void start(Scope scope) throws SQLException, LiquibaseException {
        var migration = new OrderlyMigration(connections, "classpath:db/changelog/db.changelog-master.yaml", scope);
        migration.setResourceLoader(new DefaultResourceLoader());
        migration.afterPropertiesSet();
    }

    private void insert(String project) {
        jdbc.sql(INSERT)
                .param("id", UUID.randomUUID())
                .param("project", project)
                .update();
    }

    private void refuses(String project) {
        assertThatExceptionOfType(DuplicateKeyException.class).isThrownBy(() -> insert(project));
    }

    private List<@Nullable String> changes() {
        return jdbc.sql("SELECT id || md5sum || dateexecuted FROM databasechangelog ORDER BY 1")
                .query(String.class)
                .list();
    }

    @Test
    void givesEachProjectReferencesOfItsOwn() throws Exception {
        start(Scope.PROJECT);

        insert("a");
        insert("b");
        refuses("a");
    }

    @Test
    void spansAllProjectsWhereItIsTheService() throws Exception {
        start(Scope.SERVICE);

        insert("a");
        refuses("a");
        refuses("b");
    }

    /** Pruning is in no project. A caller who gave its reference kept all members from pruning. */
    @Test
    void leavesWhatTheServiceItselfDoesApart() throws Exception {
        start(Scope.SERVICE);

        insert("a");
        insert("");
        refuses("");
    }

    @Test
    void changesWithTheNextStart() throws Exception {
        start(Scope.SERVICE);
        start(Scope.PROJECT);
        insert("a");
        insert("b");

        jdbc.sql("DELETE FROM active_operation WHERE project = 'b'").update();
        start(Scope.SERVICE);
        refuses("b");
    }

    @Test
    void isNotChangedByAStartWithTheSame() throws Exception {
        start(Scope.SERVICE);
        var before = changes();

        start(Scope.SERVICE);

        assertThat(changes()).isEqualTo(before);
        insert("a");
        refuses("b");
    }

    @Test
    void doesNotWidenOverOperationsThatShareAReference() throws Exception {
        start(Scope.PROJECT);
        insert("a");
        insert("b");

        assertThatExceptionOfType(StartFailure.class)
                .isThrownBy(() -> start(Scope.SERVICE))
                .withMessageStartingWith("operations.conflict.scope cannot become \"service\" now: ")
                .withMessageContaining("operations.conflict.scope=project");

        refuses("a");
        insert("c");
        assertThatNoException().isThrownBy(() -> start(Scope.PROJECT));
    }

    /** The release before has one index for all projects, which it has whatever this release is told. */
    @Test
    void replacesTheIndexOfTheReleaseBefore() throws Exception {
        start(Scope.SERVICE);
        jdbc.sql("DELETE FROM databasechangelog WHERE filename LIKE '%conflict-scope.sql'")
                .update();
        jdbc.sql("DROP INDEX active_operation_conflict_project, active_operation_conflict_service")
                .update();
        jdbc.sql("CREATE UNIQUE INDEX active_operation_conflict_reference ON active_operation (conflict_reference)")
                .update();

        start(Scope.PROJECT);

        insert("a");
        insert("b");
        refuses("a");
    }
}
