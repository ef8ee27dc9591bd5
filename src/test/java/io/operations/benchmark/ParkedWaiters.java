package io.operations.benchmark;

import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import io.micrometer.core.instrument.MeterRegistry;
import io.operations.TestHooks;
import io.operations.requestor.Requestor;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;

/** What HTTP clients cost that all wait for one operation. */
final class ParkedWaiters {

    private static final int RESERVED_DESCRIPTORS = 1_000;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Stage stage;
    private final MeterRegistry meters;
    private final Report report;
    private final int runs;

    ParkedWaiters(Stage stage, MeterRegistry meters, Report report, int runs) {
        this.stage = stage;
        this.meters = meters;
        this.report = report;
        this.runs = runs;
    }

    /**
     * One crowd.
     *
     * @param heapBytes heap in use because of it
     * @param millis    from the end of the hook until 50 %, 99 % and all of them had their answer
     */
    private record Crowd(long heapBytes, double[] millis) {}

    /** So many clients, or as many as this process may have open files. Only the first crowd finds no buffers of another. */
    void measure(int most) {
        park(100);
        var clients = (int) Math.min(most, openFiles() - RESERVED_DESCRIPTORS);
        var first = park(clients);
        var crowds = IntStream.range(0, runs).mapToObj(_ -> park(clients)).toList();
        var name = String.format(Locale.ROOT, "%,d HTTP clients waiting: ", clients);
        report.row(
                name + "heap",
                "KiB each",
                Report.number((double) first.heapBytes() / clients / 1024),
                "",
                "connection included");
        report.runs(
                name + "end of the hook to answer, half of them",
                "ms",
                Samples.of(crowds, it -> it.millis()[0]),
                "after one crowd before");
        report.runs(
                name + "all of them", "ms", Samples.of(crowds, it -> it.millis()[2]), "one commit, then all answers");
    }

    private Crowd park(int clients) {
        var gate = UUID.randomUUID().toString();
        var operation =
                stage.service().scheduleUserOperationFromRequest(Stage.gated(gate), Requestor.anonymous("127.0.0.1:1"));
        var before = usedHeap();
        try (var process = ClientProcess.start(
                ParkedClients.class, stage.port(), "/1.0/operations/" + operation.id() + "/wait", clients)) {
            process.hear();
            await().atMost(LIMIT)
                    .until(() -> meters.get("operations.waiters").gauge().value() == clients);
            var heap = usedHeap() - before;
            var end = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
            TestHooks.open(gate);
            return new Crowd(heap, millis(process.hear(), end));
        }
    }

    private static double[] millis(String micros, long since) {
        return Arrays.stream(micros.split(" "))
                .mapToDouble(it -> (Long.parseLong(it) - since) / 1e3)
                .toArray();
    }

    static long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }

    private static long usedHeap() {
        var memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }
}
