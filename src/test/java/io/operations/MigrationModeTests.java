package io.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** §4, roles: a process that only migrates, members that never do, and what ends before it has begun. */
class MigrationModeTests {

    @TempDir
    private Path folder;

    private static JdbcClient jdbc(TestDatabase database) {
        return JdbcClient.create(new DriverManagerDataSource(database.url(), database.username(), database.password()));
    }

    @Test
    void oneProcessMigratesAndEndsAndMembersKnowNothingOfItsRole() {
        var roles = TwoRoles.create();
        try (var early = ServiceProcess.startMember(
                folder, "early", roles.asRunTime(), "--operations.migration.mode=elsewhere")) {
            assertThat(early.awaitExit()).isEqualTo(1);
            assertThat(early.output()).contains("Not started: the schema of the database is not that of this release");
        }
        try (var migration = ServiceProcess.startMember(
                folder,
                "migration",
                roles.asRunTime(),
                "--operations.migration.mode=only",
                "--operations.migration.username=" + roles.owner(),
                "--operations.migration.password=" + roles.asOwner().password())) {
            assertThat(migration.awaitExit()).as(migration.output()).isZero();
            assertThat(migration.output())
                    .contains("The schema is that of this release")
                    .doesNotContain("Tomcat");
        }
        assertThat(jdbc(roles.database())
                        .sql("SELECT count(*) FROM member")
                        .query(Integer.class)
                        .single())
                .isZero();
        try (var member = ServiceProcess.startMember(
                        folder, "member", roles.asRunTime(), "--operations.migration.mode=elsewhere")
                .awaitStarted()) {
            member.api()
                    .schedule("{\"type\": \"wait\", \"inputs\": {\"duration\": \"0\"}}")
                    .hasStatus(202);
        }
    }

    /** A schema whose migration began: one change set is missing. */
    @Test
    void membersWaitForNoSchemaOfAnEarlierRelease() {
        var roles = TwoRoles.create();
        try (var migration = ServiceProcess.startMember(
                folder,
                "migration",
                roles.asOwner(),
                "--operations.migration.mode=only",
                "--operations.migration.run-time-role=" + roles.runTime())) {
            assertThat(migration.awaitExit()).as(migration.output()).isZero();
        }
        jdbc(roles.database())
                .sql("DELETE FROM databasechangelog WHERE id = 'history-partitions'")
                .update();

        try (var member = ServiceProcess.startMember(
                folder, "member", roles.asRunTime(), "--operations.migration.mode=elsewhere")) {
            assertThat(member.awaitExit()).isEqualTo(1);
            assertThat(member.output()).contains("operations.migration.mode=elsewhere");
        }
    }

    @Test
    void aMemberThatWaitsForTheMigrationByAnotherEndsAtOnce() throws SQLException {
        var database = TestDatabase.create();
        var jdbc = jdbc(database);
        try (var other = DriverManager.getConnection(database.url(), database.username(), database.password())) {
            other.setAutoCommit(false);
            other.createStatement().execute("SELECT pg_advisory_xact_lock(hashtext('operation-service migration'))");
            try (var waiting = ServiceProcess.startMember(folder, "waiting", database)) {
                await().atMost(Duration.ofSeconds(60)).until(() -> waiting(jdbc) == 1);

                waiting.terminate();

                await().atMost(Duration.ofSeconds(10)).until(() -> !waiting.isAlive());
                assertThat(waiting.awaitExit()).isZero();
            }
            await().until(() -> waiting(jdbc) == 0);
            assertThat(jdbc.sql("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                    + " AND application_name LIKE 'operation-service%'")
                            .query(Integer.class)
                            .single())
                    .isZero();
            assertThat(jdbc.sql("SELECT to_regclass('member') IS NULL AND to_regclass('databasechangelog') IS NULL")
                            .query(Boolean.class)
                            .single())
                    .isTrue();
        }
    }

    private static int waiting(JdbcClient jdbc) {
        return jdbc.sql("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
                        + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())")
                .query(Integer.class)
                .single();
    }

    /** No statement names a schema: it is told which one is missing. */
    @Test
    void aRoleWithoutASchemaIsToldSo() {
        var roles = TwoRoles.create();
        jdbc(roles.database())
                .sql("ALTER ROLE " + roles.owner() + " SET search_path = ''")
                .update();

        try (var lost = ServiceProcess.startMember(folder, "lost", roles.asOwner())) {
            assertThat(lost.awaitExit()).isEqualTo(1);
            assertThat(lost.output()).contains("Not started: no schema that is there is in the search_path");
        }
    }
}
