package io.operations.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the service takes up, and the tests with it.
 *
 * @param heap    bytes that are in use after a full collection
 * @param threads platform and virtual
 */
record Footprint(long heap, long threads) {

    /** What caches, pools and the compiler may add to a service that leaks nothing: 1 KiB for each of 10,000 requests. */
    private static final long HEAP_MARGIN = 10L << 20;

    /** Pools grow and shrink. */
    private static final long THREAD_MARGIN = 20;

    static Footprint now(Path directory) throws IOException {
        // The first makes garbage of what was reachable only through references that it clears.
        System.gc();
        System.gc();
        var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        return new Footprint(heap, threads(directory));
    }

    /** No bean counts virtual threads. */
    private static long threads(Path directory) throws IOException {
        var dump = Files.createTempDirectory(directory, "threads").resolve("dump");
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpThreads(dump.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
        try (var lines = Files.lines(dump)) {
            return lines.filter(it -> it.startsWith("#")).count();
        }
    }

    void assertNotBeyond(Footprint before) {
        assertThat(heap).as("live heap, before: %s", before).isLessThan(before.heap + HEAP_MARGIN);
        assertThat(threads).as("threads, before: %s", before).isLessThan(before.threads + THREAD_MARGIN);
    }
}
