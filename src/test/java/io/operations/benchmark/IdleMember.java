package io.operations.benchmark;

import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.operations.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * What a member takes that has just started on a database that is there already, and has nothing to do.
 *
 * @param seconds   from the start of its JVM until it says that it is ready
 * @param heapBytes objects that are alive then
 */
record IdleMember(double seconds, long heapBytes) {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofMillis(2);
    private static final Pattern TOTAL = Pattern.compile("^Total\\s+\\d+\\s+(\\d+)", Pattern.MULTILINE);

    static IdleMember start(Path folder, HikariDataSource database) throws IOException {
        var begin = System.nanoTime();
        try (var process = SecondMember.start(folder, database, "idle")) {
            await().atMost(LIMIT).pollDelay(Duration.ZERO).pollInterval(LOOK).until(() -> isReady(process));
            var nanos = System.nanoTime() - begin;
            var idle = new IdleMember(nanos / 1e9, liveBytes(process.pid()));
            process.terminate();
            process.awaitExit();
            return idle;
        }
    }

    private static boolean isReady(ServiceProcess process) {
        if (!process.isListening()) return false;
        try (var connection = new HttpConnection(process.port())) {
            return connection
                    .exchange(HttpMessage.get("/actuator/health/readiness"))
                    .startsWith("HTTP/1.1 200 ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The JVM collects all garbage before it counts. */
    private static long liveBytes(long process) throws IOException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var counting = new ProcessBuilder(jcmd, String.valueOf(process), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        try (var output = counting.inputReader()) {
            var text = output.readAllAsString();
            return TOTAL.matcher(text)
                    .results()
                    .mapToLong(it -> Long.parseLong(it.group(1)))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(text));
        }
    }

    double mebibytes() {
        return (double) heapBytes / (1 << 20);
    }
}
