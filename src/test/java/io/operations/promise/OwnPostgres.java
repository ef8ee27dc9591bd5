package io.operations.promise;

import static org.awaitility.Awaitility.await;

import io.operations.ServiceProcess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A PostgreSQL of the test's own, that can be stopped, killed, started again on its data, and frozen. */
public final class OwnPostgres implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(1);
    private static final Map<String, String> DURABLE =
            Map.of("fsync", "on", "synchronous_commit", "on", "full_page_writes", "on", "track_commit_timestamp", "on");

    private final Path folder;
    private final Map<String, String> settings;
    private EmbeddedPostgres postgres;

    OwnPostgres(Path folder) {
        this(folder, Map.of());
    }

    private OwnPostgres(Path folder, Map<String, String> settings) {
        this.folder = folder;
        this.settings = settings;
        postgres = start(0);
    }

    /** One that keeps what it has committed, whatever becomes of it, and knows when it was. */
    public static OwnPostgres durable(Path folder) {
        return new OwnPostgres(folder, DURABLE);
    }

    private EmbeddedPostgres start(int port) {
        var builder = EmbeddedPostgres.builder()
                .setDataDirectory(folder)
                .setCleanDataDirectory(false)
                .setPGStartupWait(START_LIMIT)
                .setPort(port);
        settings.forEach(builder::setServerConfig);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return postgres.getPort();
    }

    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres";
    }

    /** {@code pg_ctl stop -m immediate}: nothing is written any more, the next start has to recover. */
    public void crash() {
        var postmaster = ProcessHandle.of(processId()).orElseThrow();
        ServiceProcess.signal(postmaster.pid(), "QUIT");
        await().atMost(START_LIMIT).until(() -> !postmaster.isAlive());
        stop();
    }

    /** {@code pg_ctl stop -m fast}: clients are sent away. */
    public void stop() {
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void startAgain() {
        startAgainOn(postgres.getPort());
    }

    /** The same data elsewhere: to clients it is another server. */
    void startAgainOn(int port) {
        postgres = start(port);
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
