package io.operations.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import io.operations.TestHooks;
import io.operations.operation.Inputs;
import io.operations.operation.Operation;
import io.operations.operation.OperationArgs;
import io.operations.operation.OperationClass;
import io.operations.operation.OperationService;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The service under load, and how a run on it is measured: until the last operation is final in the database. */
record Stage(OperationService service, DatabaseProbe database, int port) {

    private static final String TYPE = TestHooks.NOOP.name();
    private static final List<String> TYPES = List.of(TYPE, "bulk");
    private static final Duration LIMIT = Duration.ofMinutes(2);

    Stage(OperationService service, DataSource dataSource, int port) {
        this(service, new DatabaseProbe(JdbcClient.create(dataSource)), port);
    }

    /**
     * What so many operations took.
     *
     * @param cpuNanos of the process that the service is in
     * @param commits  of transactions that wrote something
     */
    record Run(int operations, long nanos, long cpuNanos, long commits, long walBytes) {

        double operationsPerSecond() {
            return operations * 1e9 / nanos;
        }

        double cpuMicrosPerOperation() {
            return cpuNanos / 1e3 / operations;
        }

        double commitsPerOperation() {
            return (double) commits / operations;
        }

        double walBytesPerOperation() {
            return (double) walBytes / operations;
        }
    }

    /** Something that schedules operations and returns when all are accepted. */
    interface Load {
        void schedule() throws Exception;
    }

    /** Runs a load of so many operations and checks in the database that each of them has succeeded. */
    Run run(int operations, Load load) throws Exception {
        awaitIdle();
        var succeeded = succeeded();
        var wal = database.walBytes();
        var transactions = database.writingTransactions();
        var cpu = cpuNanos();
        var begin = System.nanoTime();
        load.schedule();
        var nanos = awaitIdle() - begin;
        var cpuNanos = cpuNanos() - cpu;
        var commits = database.writingTransactions() - transactions;
        var bytes = database.walBytes() - wal;
        checkSucceeded(succeeded, operations);
        return new Run(operations, nanos, cpuNanos, commits, bytes);
    }

    /** An operation that runs until {@link TestHooks#open} is called with this gate. */
    static OperationArgs gated(String gate) {
        return OperationArgs.of(TestHooks.GATED)
                .inProject("default")
                .withClass(OperationClass.TASK)
                .withInputs(Inputs.of(Map.of("gate", gate)));
    }

    private boolean isAnyLive() {
        return service.localOperations().values().stream()
                .anyMatch(it -> TYPES.contains(it.type().name()));
    }

    long succeeded() {
        return database.succeeded(TYPE);
    }

    /** That so many more have ended well than there were before. */
    void checkSucceeded(long before, int operations) {
        assertThat(succeeded() - before).isEqualTo(operations);
    }

    /** That so many are there and none of them has begun. */
    void checkWaiting(int operations) {
        assertThat(database.active(List.of(TYPE), new UUID(0, 0))).isEqualTo(operations);
    }

    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    /** Waits until there is none of ours that is not final. */
    long awaitIdle() {
        return awaitIdle(new UUID(0, 0));
    }

    /**
     * The same of what was accepted from this one on: where dead rows cannot be vacuumed, to count all would take as long as what is
     * measured. Memory is asked first, to keep queries out of the figures.
     *
     * @return when memory had none, as {@link System#nanoTime} has it, of which the database then said the same
     */
    long awaitIdle(UUID first) {
        var deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            var isIdle = !isAnyLive();
            var now = System.nanoTime();
            if (isIdle && database.active(TYPES, first) == 0) return now;
            if (now > deadline) {
                throw new AssertionError("Still not final: "
                        + service.localOperations().values().stream()
                                .map(Operation::render)
                                .toList() + "; in the database: " + database.activeOperations());
            }
            LockSupport.parkNanos(200_000);
        }
    }
}
