package io.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseTests {

    @TempDir
    private Path temporary;

    @Test
    void isDurableAndHeardOnLoopbackOnly() throws SQLException, IOException {
        try (var database = start()) {
            assertThat(ask(database, "SHOW fsync")).isEqualTo("on");
            assertThat(ask(database, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(ask(database, "SHOW full_page_writes")).isEqualTo("on");
            assertThat(ask(database, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            try (var superuser = superuser(database);
                    var rows = superuser.createStatement().executeQuery("SHOW unix_socket_directories")) {
                assertThat(rows.next() ? rows.getString(1) : "?").isEmpty();
            }
        }
    }

    @Test
    void knowsTheMajorVersionOfItsBinaries() throws SQLException {
        try (var database = start()) {
            assertThat(ask(database, "SELECT current_setting('server_version_num')::int / 10000"))
                    .isEqualTo(String.valueOf(EmbeddedDatabase.POSTGRESQL_MAJOR));
        }
    }

    @Test
    void keepsDataBetweenRunsInAFolderWithASpaceInItsName() throws SQLException {
        try (var database = start()) {
            execute(database, "CREATE TABLE kept AS SELECT 'still here' AS note");
        }

        try (var database = start()) {
            assertThat(ask(database, "SELECT note FROM kept")).isEqualTo("still here");
        }
    }

    @Test
    void refusesDataOfAnotherMajorVersion() throws IOException {
        start().close();
        Files.writeString(data().resolve("PG_VERSION"), "17\n");

        assertThatExceptionOfType(StartFailure.class)
                .isThrownBy(this::start)
                .withMessageStartingWith("the data folder " + folder() + " was made by PostgreSQL 17");
    }

    @Test
    void startsAnewAfterAnInterruptedFirstStart() throws IOException {
        Files.createDirectories(data());
        Files.writeString(data().resolve("PG_VERSION"), "18\n");
        Files.createFile(folder().resolve("initializing"));

        start().close();

        assertThat(folder().resolve("initializing")).doesNotExist();
    }

    @Test
    void leavesAloneWhatIsNotAPostgreSqls() throws IOException {
        Files.createDirectories(data());
        var foreign = Files.writeString(data().resolve("thesis.txt"), "the only copy");

        assertThatExceptionOfType(StartFailure.class).isThrownBy(this::start);
        assertThatExceptionOfType(StartFailure.class).isThrownBy(this::start);

        assertThat(foreign).hasContent("the only copy");
    }

    @Test
    void startsWhereAnotherProgramHasTheProcessIdOfADeadPostgreSql() throws IOException {
        start().close();
        Files.write(
                data().resolve("postmaster.pid"),
                List.of(String.valueOf(ProcessHandle.current().pid()), "" + data()));

        start().close();

        assertThat(data().resolve("postmaster.pid")).doesNotExist();
    }

    @Test
    void saysWhereToLookWhenPostgreSqlDoesNotStart() throws IOException {
        start().close();
        Files.delete(data().resolve("global").resolve("pg_control"));

        assertThatExceptionOfType(StartFailure.class)
                .isThrownBy(() -> EmbeddedDatabase.start(new EmbeddedDatabaseSettings(folder()), Duration.ofSeconds(1)))
                .withMessageContaining(folder().resolve("postgresql.log").toString());
    }

    private static void execute(EmbeddedDatabase database, String sql) throws SQLException {
        try (var connection = connect(database);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(EmbeddedDatabase database, String sql) throws SQLException {
        try (var connection = connect(database);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static Connection connect(EmbeddedDatabase database) throws SQLException {
        return DriverManager.getConnection(database.getJdbcUrl(), database.getUsername(), database.getPassword());
    }

    private Connection superuser(EmbeddedDatabase database) throws SQLException, IOException {
        return DriverManager.getConnection(
                database.getJdbcUrl(), "postgres", Files.readString(folder().resolve("superuser-password")));
    }

    private EmbeddedDatabase start() {
        return EmbeddedDatabase.start(new EmbeddedDatabaseSettings(folder()));
    }

    private Path folder() {
        return temporary.resolve("some data");
    }

    private Path data() {
        return folder().resolve("data");
    }
}
