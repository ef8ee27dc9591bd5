package io.operations.release;

import io.operations.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import liquibase.Contexts;
import liquibase.Liquibase;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.resource.DirectoryResourceAccessor;

/** A database of its own, and what members of some releases make of it. */
record Schema(TestDatabase database) {

    static final Path TODAY = Path.of("src/main/resources");

    private static final String CHANGE_LOG = "db/changelog";

    static Schema create() {
        return new Schema(TestDatabase.create());
    }

    /** As a member does that starts and has this change log. */
    Schema migratedBy(Path folder) {
        try (var connection = connect()) {
            new Liquibase(
                            CHANGE_LOG + "/db.changelog-master.yaml",
                            new DirectoryResourceAccessor(folder),
                            new JdbcConnection(connection))
                    .update(new Contexts());
            return this;
        } catch (SQLException | LiquibaseException e) {
            throw new IllegalStateException("Migration by " + folder + " failed", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The change log of today, and one thing more. */
    static Path later(Path folder, String more) throws IOException {
        var log = Files.createDirectories(folder.resolve(CHANGE_LOG));
        try (var files = Files.list(TODAY.resolve(CHANGE_LOG))) {
            for (var file : files.toList()) {
                Files.copy(file, log.resolve(file.getFileName()));
            }
        }
        Files.writeString(log.resolve("certificate.sql"), more, StandardOpenOption.APPEND);
        return folder;
    }

    void execute(String sql) {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of what is selected, as text. */
    List<String> select(String sql) {
        try (var connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var texts = new ArrayList<String>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Executes what members of a release execute. */
    Replay replay(List<Step> steps) {
        try (var connection = connect()) {
            return Replay.of(steps, connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(database.url(), database.username(), database.password());
    }
}
