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

/**
 * What HTTP clients cost that all wait for one operation.
 *
 * @param clients   how many there were
 * @param heapBytes heap in use because of them
 * @param millis    from the end of the hook until 50 %, 99 % and all of them had their answer
 */
record ParkedWaiters(int clients, long heapBytes, double[] millis) {

    private static final int RESERVED_DESCRIPTORS = 1_000;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** So many clients, or as many as this process may have open files. */
    static ParkedWaiters measure(Stage stage, MeterRegistry meters, int most, String gate) {
        var clients = (int) Math.min(most, openFiles() - RESERVED_DESCRIPTORS);
        var gated = Stage.gated(gate);
        var operation = stage.service().scheduleUserOperationFromRequest(gated, Requestor.anonymous("127.0.0.1:1"));
        var before = usedHeap();
        try (var process = ClientProcess.start(
                ParkedClients.class, stage.port(), "/1.0/operations/" + operation.id() + "/wait", clients)) {
            process.hear();
            await().atMost(LIMIT)
                    .until(() -> meters.get("operations.waiters").gauge().value() == clients);
            var heap = usedHeap() - before;
            var end = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
            TestHooks.open(gate);
            var millis = Arrays.stream(process.hear().split(" "))
                    .mapToDouble(it -> (Long.parseLong(it) - end) / 1e3)
                    .toArray();
            return new ParkedWaiters(clients, heap, millis);
        }
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

    double bytesEach() {
        return (double) heapBytes / clients;
    }
}
