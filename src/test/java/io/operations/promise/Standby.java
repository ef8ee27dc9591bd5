package io.operations.promise;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Set;

/** A hot standby of another PostgreSQL: begun from a copy of its files, and kept up by streaming replication. */
final class Standby implements AutoCloseable {

    /** Those of the process and not of the data. */
    private static final Set<String> LEFT_OUT = Set.of("postmaster.pid", "postmaster.opts", "epg-lock");

    private final OwnPostgres postgres;

    /** @param folder to be made; no other user may read it, or PostgreSQL does not start */
    Standby(OwnPostgres primary, Path from, Path folder) {
        try (var connection = DriverManager.getConnection(primary.url(), "postgres", "")) {
            copy(connection, from, folder);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        follow(primary, folder);
        postgres = new OwnPostgres(folder);
    }

    int port() {
        return postgres.port();
    }

    String url() {
        return postgres.url();
    }

    /** As {@code pg_basebackup} does; the session that begins the backup ends it. */
    private static void copy(Connection connection, Path from, Path folder) throws SQLException, IOException {
        try (var statement = connection.createStatement()) {
            statement.execute("SELECT pg_backup_start('standby', true)");
            copy(from, folder);
            try (var stop = statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
                stop.next();
                Files.writeString(folder.resolve("backup_label"), stop.getString(1));
            }
        }
    }

    private static void copy(Path from, Path folder) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                var copy = folder.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) Files.createDirectories(copy);
                else if (!LEFT_OUT.contains(file.getFileName().toString()) && Files.exists(file))
                    Files.copy(file, copy);
            }
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    private static void follow(OwnPostgres primary, Path folder) {
        try {
            Files.createFile(folder.resolve("standby.signal"));
            Files.writeString(
                    folder.resolve("postgresql.auto.conf"),
                    "primary_conninfo = 'host=127.0.0.1 port=%d user=postgres'%n".formatted(primary.port()),
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        postgres.close();
    }
}
