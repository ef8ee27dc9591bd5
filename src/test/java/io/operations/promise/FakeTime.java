package io.operations.promise;

import io.operations.client.SharedLibraries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** The clock of a process, set as a computer's may be: time of day only, the time that passes goes on. */
final class FakeTime {

    static final String LIBRARY = "faketime/libfaketimeMT.so.1";

    private final Path file;

    FakeTime(Path folder) {
        file = folder.resolve("faketime");
        set("+0");
    }

    /** @param offset as libfaketime has it: {@code +2d} */
    void set(String offset) {
        try {
            // Never half of it.
            var next = Files.writeString(file.resolveSibling("faketime.next"), offset + "\n");
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For the process whose clock it is. */
    Map<String, String> environment() {
        return Map.of(
                "LD_PRELOAD", SharedLibraries.find(LIBRARY).orElseThrow().toString(),
                "FAKETIME_TIMESTAMP_FILE", file.toString(),
                "FAKETIME_CACHE_DURATION", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                // With it, threads of the JVM that wait for a time would spin.
                "FAKETIME_FORCE_MONOTONIC_FIX", "0");
    }
}
