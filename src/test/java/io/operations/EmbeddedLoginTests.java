package io.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Row H: every user of the machine was a superuser of the embedded PostgreSQL, without a password. */
@ExtendWith(OutputCaptureExtension.class)
class EmbeddedLoginTests {

    @TempDir
    private Path folder;

    private EmbeddedDatabase start() {
        return EmbeddedDatabase.start(new EmbeddedDatabaseSettings(folder));
    }

    private static void assertRefused(EmbeddedDatabase database, String user, String password) {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> DriverManager.getConnection(database.getJdbcUrl(), user, password)
                        .close())
                .withMessageMatching("(?s).*(password|no pg_hba.conf entry).*");
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static Connection connect(EmbeddedDatabase database) throws SQLException {
        return DriverManager.getConnection(database.getJdbcUrl(), database.getUsername(), database.getPassword());
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "operations", "root"})
    void asksForAPassword(String user) throws IOException {
        try (var database = start()) {
            assertRefused(database, user, "");
            assertRefused(database, user, "postgres");
        }
        assertThat(Files.readString(folder.resolve("data/pg_hba.conf"))).doesNotContain("trust");
    }

    @Test
    void letsTheServiceDoNothingBeyondItsDatabase() throws SQLException {
        try (var database = start();
                var connection = connect(database);
                var statement = connection.createStatement()) {
            assertThat(ask(connection, "SELECT current_user || ' ' || current_setting('is_superuser')"))
                    .isEqualTo("operations off");
            assertThat(ask(connection, "SELECT datdba::regrole FROM pg_database WHERE datname = current_database()"))
                    .isEqualTo("operations");
            statement.execute("CREATE TABLE own (id int)");
            for (var beyond : new String[] {
                "COPY own FROM PROGRAM 'id'",
                "SELECT pg_read_file('PG_VERSION')",
                "CREATE ROLE other",
                "ALTER SYSTEM SET fsync = off"
            }) {
                assertThatExceptionOfType(SQLException.class).as(beyond).isThrownBy(() -> statement.execute(beyond));
            }
        }
    }

    /** Another member finds the login in files; only the owner can read them, and no log tells a password. */
    @Test
    void keepsPasswordsInFilesOfTheOwner(CapturedOutput output) throws IOException {
        try (var database = start()) {
            var login = folder.resolve("login");
            assertThat(login.resolve("spring.datasource.url")).hasContent(database.getJdbcUrl());
            assertThat(login.resolve("spring.datasource.username")).hasContent("operations");
            assertThat(login.resolve("spring.datasource.password")).hasContent(database.getPassword());
            assertThat(permissions(login)).isEqualTo("rwx------");
            var superuser = folder.resolve("superuser-password");
            for (var file : new Path[] {superuser, login.resolve("spring.datasource.password")}) {
                assertThat(permissions(file)).isEqualTo("rw-------");
                assertThat(output.getAll()).doesNotContain(Files.readString(file));
                assertThat(folder.resolve("postgresql.log")).content().doesNotContain(Files.readString(file));
            }
            assertThat(superuser).content().hasSize(64).isNotEqualTo(database.getPassword());
        }
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void keepsThePasswordsBetweenStarts() {
        String password;
        try (var database = start()) {
            password = database.getPassword();
        }

        try (var database = start()) {
            assertThat(database.getPassword()).isEqualTo(password);
        }
    }

    /** What the release before left behind: trust for everybody, and all tables the superuser's. */
    @Test
    void takesOverAFolderThatTrustsEverybody() throws Exception {
        Files.createDirectories(folder);
        try (var old = EmbeddedPostgres.builder()
                        .setDataDirectory(folder.resolve("data"))
                        .setCleanDataDirectory(false)
                        .start();
                var connection = old.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE kept (id serial, note text) ");
            statement.execute("CREATE TABLE parts (at int) PARTITION BY RANGE (at)");
            statement.execute("CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (1) TO (2)");
            statement.execute("INSERT INTO kept (note) VALUES ('still here')");
        }

        try (var database = start();
                var connection = connect(database);
                var statement = connection.createStatement()) {
            assertThat(ask(connection, "SELECT note FROM kept")).isEqualTo("still here");
            statement.execute("INSERT INTO kept (note) VALUES ('more')");
            statement.execute("DROP TABLE parts_1");
            statement.execute("ALTER TABLE kept ADD COLUMN more int");
            assertRefused(database, "postgres", "");
        }
    }
}
