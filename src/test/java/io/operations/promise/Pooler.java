package io.operations.promise;

import static org.awaitility.Awaitility.await;

import io.operations.Ports;
import io.operations.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** PgBouncer in transaction mode before a database. */
final class Pooler implements AutoCloseable {

    private final Process process;
    private final TestDatabase database;
    private final int port;

    Pooler(TestDatabase database, Path folder) {
        this.database = database;
        try {
            this.port = Ports.free();
            process = new ProcessBuilder(command(configured(folder)))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("pgbouncer.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().until(() -> Ports.isListening(port));
    }

    /** As it keeps no connection for a client, statements prepared on one are not to be found on the next. */
    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + server().getPath() + "?prepareThreshold=0";
    }

    private URI server() {
        return URI.create(database.url().substring("jdbc:".length()));
    }

    private Path configured(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        return Files.writeString(folder.resolve("pgbouncer.ini"), """
                [databases]
                * = host=%s port=%d user=%s%s
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = any
                pool_mode = transaction
                default_pool_size = 5
                ignore_startup_parameters = extra_float_digits
                """.formatted(
                        server().getHost(), server().getPort(), database.username(), password(), port));
    }

    private String password() {
        return database.password().isEmpty() ? "" : " password=" + database.password();
    }

    /** It refuses to run as root. */
    private static List<String> command(Path configuration) {
        var command = new ArrayList<>(List.of("pgbouncer"));
        if (System.getProperty("user.name").equals("root")) command.addAll(List.of("-u", "nobody"));
        command.add(configuration.toString());
        return command;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        await().until(() -> !process.isAlive());
    }
}
