package io.operations.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Shared libraries of this machine's packages. */
public final class SharedLibraries {

    private static final Path FOLDER = Path.of("/usr/lib");

    private SharedLibraries() {}

    /**
     * Finds one wherever Debian has it for this kind of processor.
     *
     * @param name below that folder: {@code faketime/libfaketimeMT.so.1}
     */
    public static Optional<Path> find(String name) {
        try (var folders = Files.list(FOLDER)) {
            return folders.map(it -> it.resolve(name)).filter(Files::exists).findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
