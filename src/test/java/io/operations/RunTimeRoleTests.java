package io.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.test.context.ContextConfiguration;

/**
 * §4, "Roles: migration and run time can be two database roles; what the run-time role may do is listed and tested": a whole member
 * runs as a role that can do what {@code docs/operate/security.md} lists, and nothing else.
 */
@ServiceTest
@ContextConfiguration(initializers = {FreshDatabase.class, TwoRoles.Initializer.class})
class RunTimeRoleTests {

    private static final Path PAGE = Path.of("docs/operate/security.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (.+) \\| ((?:`[A-Z]+`(?:, )?)+) \\|$");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** What the role may do by a grant of its own, one object and right a line; a partition by the first part of its name. */
    private static final String GRANTED = """
            SELECT DISTINCT CASE WHEN c.relispartition THEN 'final_operation_…' ELSE c.relname END || ' ' || a.privilege_type
              FROM pg_class c, aclexplode(c.relacl) a WHERE a.grantee = CAST(current_user AS regrole)
             UNION SELECT p.proname || ' ' || a.privilege_type FROM pg_proc p, aclexplode(p.proacl) a
             WHERE a.grantee = CAST(current_user AS regrole)
             UNION SELECT 'the database ' || a.privilege_type FROM pg_database d, aclexplode(d.datacl) a
             WHERE a.grantee = CAST(current_user AS regrole)""";

    private final Api api;
    private final JdbcClient jdbc;
    private final TwoRoles roles;

    RunTimeRoleTests(@LocalServerPort int port, JdbcClient jdbc, TwoRoles roles) {
        api = Api.on(port);
        this.jdbc = jdbc;
        this.roles = roles;
    }

    private static Stream<String> documented() throws IOException {
        var page = Files.readString(PAGE);
        return ROW.matcher(page.substring(page.indexOf("## Two database roles")))
                .results()
                .flatMap(row -> names(row.group(1))
                        .flatMap(name -> CODE.matcher(row.group(2)).results().map(it -> name + " " + it.group(1))));
    }

    private static Stream<String> names(String cell) {
        return CODE.matcher(cell).find() ? CODE.matcher(cell).results().map(it -> it.group(1)) : Stream.of(cell);
    }

    @Test
    void hasTheRightsThatAreListedAndNoOthers() throws IOException {
        var granted = new TreeSet<>(jdbc.sql(GRANTED).query(String.class).list());
        // Every role may use that one.
        granted.add("its schema USAGE");

        assertThat(granted).containsExactlyInAnyOrderElementsOf(documented().toList());
        assertThat(jdbc.sql("SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls"
                                + " FROM pg_roles WHERE rolname = current_user")
                        .query(Boolean.class)
                        .single())
                .isFalse();
        assertThat(jdbc.sql("SELECT count(*) FROM pg_auth_members WHERE member = CAST(current_user AS regrole)")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    /** A table of a new release is one that somebody has thought about. */
    @Test
    void hasRightsToEachTable() {
        var tables = jdbc.sql("SELECT relname FROM pg_class WHERE relnamespace = CAST('public' AS regnamespace)"
                        + " AND relkind IN ('r', 'p') AND NOT relispartition")
                .query(String.class)
                .list();

        assertThat(tables).containsExactlyInAnyOrderElementsOf(RunTimeRights.TABLES.keySet());
    }

    static Stream<String> forbidden() {
        return Stream.of("active_operation", "final_operation", "member", "project", "certificate")
                .flatMap(it ->
                        Stream.of("TRUNCATE " + it, "DROP TABLE " + it, "ALTER TABLE " + it + " ADD COLUMN x int"));
    }

    @ParameterizedTest
    @MethodSource("forbidden")
    @ValueSource(
            strings = {
                "CREATE TABLE mine (x int)",
                "CREATE TEMPORARY TABLE mine (x int)",
                "CREATE SCHEMA mine",
                "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                "CREATE ROLE mine",
                "CREATE DATABASE mine",
                "CREATE EXTENSION pgcrypto",
                "CREATE INDEX mine ON member (name)",
                "CREATE TRIGGER mine BEFORE INSERT ON member EXECUTE FUNCTION suppress_redundant_updates_trigger()",
                "ALTER FUNCTION drop_history_partition(text) RESET search_path",
                "DELETE FROM final_operation",
                "UPDATE idempotency_key SET caller = ''",
                "UPDATE lifecycle_event SET username = ''",
                "INSERT INTO databasechangeloglock (id, locked) VALUES (2, true)",
                "DELETE FROM databasechangelog",
                "SELECT * FROM other.secret",
                "SELECT pg_read_file('postgresql.conf')",
                "SELECT rolpassword FROM pg_authid",
                "COPY member TO PROGRAM 'cat'",
                "SET ROLE postgres",
                "ALTER SYSTEM SET fsync = off"
            })
    void cannot(String statement) {
        assertThatThrownBy(() -> jdbc.sql(statement).query().listOfRows())
                .rootCause()
                .extracting(it -> ((SQLException) it).getSQLState())
                .isEqualTo("42501");
    }

    @Test
    void cannotBecomeTheOwnerNorGoToAnotherDatabase() {
        var other = TwoRoles.create();

        assertThatThrownBy(() -> jdbc.sql("SET ROLE " + roles.owner()).update())
                .rootCause()
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> {
                    var as = roles.asRunTime();
                    DriverManager.getConnection(other.database().url(), as.username(), as.password())
                            .close();
                })
                .hasMessageContaining("permission denied");
    }

    /** They have the owner's rights, and are for partitions of history. */
    @Test
    void cannotMisuseTheFunctions() {
        jdbc.sql("SELECT drop_history_partition('member')").query().singleRow();
        assertThat(jdbc.sql("SELECT count(*) FROM member").query(Integer.class).single())
                .isPositive();
        for (var name : Set.of("member", "x; DROP TABLE member", "final_operation_\"; --")) {
            assertThatThrownBy(() -> make(name)).hasMessageContaining("no partition of history");
        }
        assertThat(jdbc.sql("SELECT proconfig[1] FROM pg_proc WHERE proname LIKE '%history_partition'")
                        .query(String.class)
                        .list())
                .hasSize(2)
                .containsOnly("search_path=public, pg_temp");
    }

    private void make(String name) {
        jdbc.sql("SELECT make_history_partition(?, '2201-01-01', '2201-01-02')")
                .param(name)
                .query()
                .singleRow();
    }

    @Test
    void makesAndDropsPartitions() {
        var name = "final_operation_" + UUID.randomUUID().toString().replace("-", "");
        make(name);
        assertThat(isThere(name)).isTrue();

        jdbc.sql("SELECT drop_history_partition(?)").param(name).query().singleRow();

        assertThat(isThere(name)).isFalse();
    }

    private boolean isThere(String table) {
        return jdbc.sql("SELECT to_regclass(?) IS NOT NULL")
                .param(table)
                .query(Boolean.class)
                .single();
    }

    @Test
    void runsAWholeMember() {
        var project = api.project("role-" + UUID.randomUUID());
        var gate = UUID.randomUUID().toString();
        var gated = "{\"type\": \"gated\", \"class\": \"durable\", \"inputs\": {\"gate\": \"" + gate + "\"}}";
        var there = "?project=" + project;
        var running = api.post("/1.0/operations" + there, gated, "Idempotency-Key", gate)
                .hasStatus(202);
        var family = api.post(
                        "/1.0/operations" + there,
                        "{\"type\": \"bulk\", \"class\": \"durable\", \"children\": [" + gated + "]}")
                .hasStatus(202);
        var token = api.schedule("{\"type\": \"token\"}").hasStatus(202);
        assertThat(api.post("/1.0/operations" + there, gated, "Idempotency-Key", gate)
                        .id())
                .isEqualTo(running.id());
        api.delete("/1.0/operations/" + token.id()).hasStatus(200);
        api.delete("/1.0/operations/" + family.id() + there).hasStatus(200);
        TestHooks.open(gate);

        var ended = api.get("/1.0/operations/" + running.id() + "/wait" + there + "&timeout=30");
        assertThat(ended.operationStatus()).isEqualTo("Success");
        await().until(() -> api.delete("/1.0/projects/" + project).status() == 200);
        await().untilAsserted(() -> assertThat(jdbc.sql("SELECT count(*) FROM final_operation WHERE project = ?")
                        .param(project)
                        .query(Integer.class)
                        .single())
                .isZero());
    }

    @Test
    void letsMembersJoinCallAndLeave(@TempDir Path folder) {
        try (var second = ServiceProcess.startMember(
                        folder, "second", roles.asRunTime(), "--operations.migration.mode=elsewhere")
                .awaitStarted()) {
            assertThat(api.get("/1.0/cluster/members?recursion=1").text()).contains("\"second\"");
            var wait = api.schedule("{\"type\": \"wait\", \"inputs\": {\"duration\": \"PT0.5S\"}}")
                    .hasStatus(202);
            var heard = second.api().getLater("/1.0/operations/" + wait.id() + "/wait?timeout=30");

            assertThat(heard.join().operationStatus()).isEqualTo("Success");
            second.terminate();
            assertThat(second.awaitExit()).isZero();
            assertThat(second.output()).doesNotContain("permission denied", " WARN ", " ERROR ");
        }
    }

    @Test
    void isSetRightByTheNextMigration() throws SQLException {
        var owner = roles.asOwner();
        var asOwner = JdbcClient.create(new DriverManagerDataSource(owner.url(), owner.username(), owner.password()));
        asOwner.sql("GRANT TRUNCATE ON member TO " + roles.runTime()).update();
        asOwner.sql("REVOKE DELETE ON certificate FROM " + roles.runTime()).update();

        new RunTimeRights(roles.runTime())
                .grant(new DriverManagerDataSource(owner.url(), owner.username(), owner.password()));

        var rights = jdbc.sql(GRANTED).query(String.class).list();
        assertThat(rights).doesNotContain("member TRUNCATE").contains("certificate DELETE");
        assertThat(Arrays.asList("postgres", "nobody-" + UUID.randomUUID(), owner.username()))
                .allSatisfy(it -> assertThatThrownBy(() -> new RunTimeRights(it)
                                .grant(new DriverManagerDataSource(owner.url(), owner.username(), owner.password())))
                        .isInstanceOf(StartFailure.class));
    }
}
