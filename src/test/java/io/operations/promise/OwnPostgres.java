package io.operations.promise;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A PostgreSQL of the test's own, that can be stopped, started again on its data, and frozen. */
final class OwnPostgres implements AutoCloseable {

    private final Path folder;
    private EmbeddedPostgres postgres;

    OwnPostgres(Path folder) {
        this.folder = folder;
        postgres = start(0);
    }

    private EmbeddedPostgres start(int port) {
        try {
            return EmbeddedPostgres.builder()
                    .setDataDirectory(folder)
                    .setCleanDataDirectory(false)
                    .setPort(port)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres";
    }

    void stop() {
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void startAgain() {
        postgres = start(postgres.getPort());
    }

    /** SIGSTOP to all its processes: connections stay, and nobody answers. */
    void freeze() {
        signal("STOP");
    }

    /** SIGCONT. */
    void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        var postmaster = ProcessHandle.of(processId()).orElseThrow();
        var ids = Stream.concat(Stream.of(postmaster), postmaster.descendants())
                .map(it -> Long.toString(it.pid()))
                .toList();
        var command = Stream.concat(Stream.of("kill", "-" + name), ids.stream()).toList();
        try {
            new ProcessBuilder(List.copyOf(command)).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long processId() {
        try {
            return Long.parseLong(Files.readAllLines(folder.resolve("postmaster.pid"))
                    .getFirst()
                    .strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
