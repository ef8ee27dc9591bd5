package io.operations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * The folder of an embedded PostgreSQL, held by one process at a time: {@code data} is PostgreSQL's, {@code lock} is held
 * while open, {@code initializing} is there until the first start has succeeded, {@code postgresql.log} is the last run's. The
 * logins are {@link EmbeddedLogin}'s.
 */
final class DataFolder implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DataFolder.class);

    private final Path root;
    private final FileChannel lock;

    private DataFolder(Path root, FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    static DataFolder open(Path path) {
        var root = path.toAbsolutePath().normalize();
        try {
            Files.createDirectories(root);
            var lock = FileChannel.open(
                    root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ);
            if (isFree(lock)) return new DataFolder(root, lock);
            lock.close();
        } catch (IOException e) {
            throw new StartFailure("cannot make the data folder " + root + " or write in it.", e);
        }
        throw new StartFailure("the data folder " + root + " is in use by another run of this service. Stop that one, "
                + "or set operations.embedded.data-directory to another folder.");
    }

    /** The operating system frees the lock when its process ends, however it ends. */
    private static boolean isFree(FileChannel lock) throws IOException {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    Path data() {
        return root.resolve("data");
    }

    EmbeddedLogin login() {
        return new EmbeddedLogin(root);
    }

    Path log() {
        return root.resolve("postgresql.log");
    }

    /** Clears what an earlier run left, as far as PostgreSQL does not do that itself, and refuses data it cannot read. */
    void prepare(int major) {
        stopPostmaster();
        try {
            Files.deleteIfExists(log());
            discardUnfinished();
            if (Files.exists(version())) {
                requireVersion(major);
            } else {
                requireEmpty();
                Files.createFile(initializing());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nothing is lost: while the marker exists, no service has ever seen this database. */
    private void discardUnfinished() {
        if (!Files.exists(initializing())) return;
        try {
            FileSystemUtils.deleteRecursively(data());
            Files.delete(initializing());
        } catch (IOException e) {
            throw new StartFailure("an interrupted first start has left " + data() + ", and it cannot be deleted.", e);
        }
    }

    private void requireEmpty() throws IOException {
        if (!Files.exists(data())) return;
        try (var entries = Files.list(data())) {
            if (entries.findAny().isEmpty()) return;
        }
        throw new StartFailure(data() + " holds something else than a PostgreSQL's data. "
                + "Set operations.embedded.data-directory to another folder.");
    }

    private void requireVersion(int major) throws IOException {
        var made = Files.readString(version()).strip();
        if (made.equals(String.valueOf(major))) return;
        throw new StartFailure("the data folder %s was made by PostgreSQL %s and the embedded one is PostgreSQL %d. "
                        .formatted(root, made, major)
                + "Set operations.embedded.data-directory to another folder, or move this one away.");
    }

    /** Stops the PostgreSQL on this folder, if one runs: it is an orphan, because the lock is ours. */
    void stopPostmaster() {
        var pidFile = new PostmasterPidFile(data());
        pidFile.postmaster()
                .ifPresentOrElse(
                        orphan -> {
                            log.info("Stopping the PostgreSQL left on {} (process {})", root, orphan.pid());
                            pidFile.stop(orphan);
                        },
                        pidFile::disown);
    }

    void initialized() {
        try {
            if (Files.deleteIfExists(initializing())) force(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A marker that came back after a power failure would cost the data. Windows opens no folder, and needs no such call. */
    private static void force(Path folder) throws IOException {
        if (folder.getFileSystem().getSeparator().equals("\\")) return;
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private Path version() {
        return data().resolve("PG_VERSION");
    }

    private Path initializing() {
        return root.resolve("initializing");
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
