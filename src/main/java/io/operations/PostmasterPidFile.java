package io.operations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The {@code postmaster.pid} of a PostgreSQL data folder, whose first line is a process id, possibly a stale one. */
final class PostmasterPidFile {

    /** Above what any system gives to a process, and still an int for PostgreSQL. */
    private static final String NO_PROCESS = String.valueOf(Integer.MAX_VALUE);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final Path data;
    private final Path file;

    PostmasterPidFile(Path data) {
        this.data = data;
        this.file = data.resolve("postmaster.pid");
    }

    /** The running process that the file names, if that really is a PostgreSQL on this folder. */
    Optional<ProcessHandle> postmaster() {
        return lines().stream()
                .findFirst()
                .flatMap(PostmasterPidFile::processId)
                .flatMap(ProcessHandle::of)
                .filter(this::isPostmasterHere);
    }

    private static Optional<Long> processId(String line) {
        return line.strip().matches("\\d{1,18}") ? Optional.of(Long.valueOf(line.strip())) : Optional.empty();
    }

    private boolean isPostmasterHere(ProcessHandle process) {
        var command = process.info().command().map(Path::of).map(Path::getFileName);
        return command.filter(name -> name.toString().matches("postgres(\\.exe)?"))
                        .isPresent()
                && worksHere(process);
    }

    /** The working directory of a PostgreSQL is its data folder; where the system does not tell, its arguments do. */
    private boolean worksHere(ProcessHandle process) {
        try {
            return Files.isSameFile(Path.of("/proc", String.valueOf(process.pid()), "cwd"), data);
        } catch (IOException notTold) {
            var arguments = process.info().arguments().orElse(new String[0]);
            return List.of(arguments).contains(data.toString());
        }
    }

    /**
     * Ends the postmaster as {@code pg_ctl stop -m fast} does: SIGINT, clients are disconnected, all data are on disk.
     *
     * @throws StartFailure if it has not stopped within 30 s
     */
    void stop(ProcessHandle postmaster) {
        interrupt(postmaster);
        var deadline = System.nanoTime() + STOP_LIMIT.toNanos();
        while (!hasStopped(postmaster)) {
            if (System.nanoTime() > deadline) {
                throw new StartFailure(
                        "the PostgreSQL left on " + data + " (process " + postmaster.pid() + ") does not stop.");
            }
        }
    }

    private static void interrupt(ProcessHandle postmaster) {
        if (!postmaster.supportsNormalTermination()) {
            postmaster.destroyForcibly();
            return;
        }
        try {
            new ProcessBuilder("sh", "-c", "kill -INT " + postmaster.pid()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file goes as the last thing; an ended process may still be listed where nobody collects it. */
    private boolean hasStopped(ProcessHandle postmaster) {
        try {
            postmaster.onExit().get(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException stillListed) {
            return !Files.exists(file);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted while it waited for a PostgreSQL to stop.", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Makes a left file name no process, for PostgreSQL refuses to start as long as any program has that id. The rest of
     * the file stays: by it PostgreSQL sees whether children of a dead postmaster still use the data.
     */
    void disown() {
        var lines = new ArrayList<>(lines());
        if (lines.isEmpty()) return;
        lines.set(0, NO_PROCESS);
        try {
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> lines() {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
