package io.operations.operation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/**
 * The meters of this room: {@value #ACTIVE}, {@value #FINISHED}, {@value #START_DELAY}, {@value #DURATION},
 * {@value #CONFLICTS}, {@value #WAITERS}, {@value #FENCED}, {@value #REPAIRS}, {@value #RELOCATIONS}, {@value #COMMIT_SIZE},
 * {@value #CLAIM_SIZE}, {@value #SLOTS}, {@value #SLOTS_USED}, {@value #RETRIES}. Labels come from
 * declared types, classes and statuses, never from callers.
 */
@Component
class OperationMetrics {

    static final String ACTIVE = "operations.active";
    static final String FINISHED = "operations.finished";
    static final String START_DELAY = "operations.start.delay";
    static final String DURATION = "operations.duration";
    static final String CONFLICTS = "operations.conflicts";
    static final String WAITERS = "operations.waiters";
    static final String FENCED = "operations.fenced.writes";
    static final String REPAIRS = "operations.repairs";
    static final String RELOCATIONS = "operations.relocations";
    static final String COMMIT_SIZE = "operations.commit.size";
    static final String CLAIM_SIZE = "operations.claim.size";
    static final String RETRIES = "operations.retries";
    static final String SLOTS = "operations.slots";
    static final String SLOTS_USED = "operations.slots.used";

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofMinutes(2),
        Duration.ofMinutes(10),
        Duration.ofHours(1),
        Duration.ofHours(6),
        Duration.ofHours(24)
    };

    private static final double[] SIZE_BUCKETS = {1, 3, 10, 30, 100, 300, 1000};

    /** Why a durable operation is somebody else's to go on with. */
    enum Relocation {
        /** Its member has left, or could not reach the database, and gave it back. */
        HANDED_OVER,
        /** Its member was gone. */
        LOST
    }

    private static final List<OperationStatus> ACTIVE_STATUSES =
            List.of(OperationStatus.PENDING, OperationStatus.RUNNING, OperationStatus.CANCELLING);

    private final MeterRegistry registry;
    private final Counter conflicts;
    private final Counter fenced;
    private final Counter repairs;
    private final DistributionSummary commitSize;
    private final DistributionSummary claimSize;
    private final Map<Relocation, Counter> relocations = new EnumMap<>(Relocation.class);
    private final Map<String, Counter> retries = new ConcurrentHashMap<>();
    private final AtomicInteger waiters = new AtomicInteger();

    // Registered at first use and kept: to look a meter up costs more than to count.
    private final Map<String, Timer> startDelays = new ConcurrentHashMap<>();
    private final Map<String, Timer> durations = new ConcurrentHashMap<>();
    private final Map<Kind, Counter> finished = new ConcurrentHashMap<>();

    private record Kind(OperationClass operationClass, OperationStatus status, String type) {}

    OperationMetrics(MeterRegistry registry, LocalOperations local) {
        this.registry = registry;
        conflicts = counter(CONFLICTS, "Operations refused because their conflict reference is in use");
        fenced = counter(FENCED, "Writes refused because the operation had changed hands");
        repairs = counter(REPAIRS, "Operations found without anybody running them, and finished or released");
        commitSize = size(COMMIT_SIZE, "Writes about operations that shared one commit", "writes");
        claimSize = size(CLAIM_SIZE, "Waiting operations that were claimed at once", "operations");
        for (var reason : Relocation.values()) {
            relocations.put(reason, relocation(reason));
        }
        Gauge.builder(WAITERS, waiters, AtomicInteger::get)
                .description("Callers waiting on this member for an operation to be final")
                .register(registry);
        for (var operationClass : OperationClass.values()) {
            ACTIVE_STATUSES.forEach(status -> active(local, operationClass, status));
        }
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    private DistributionSummary size(String name, String description, String unit) {
        return DistributionSummary.builder(name)
                .description(description)
                .baseUnit(unit)
                .serviceLevelObjectives(SIZE_BUCKETS)
                .register(registry);
    }

    private Counter relocation(Relocation reason) {
        return Counter.builder(RELOCATIONS)
                .description("Durable operations that were released for another member to go on with")
                .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    private void active(LocalOperations local, OperationClass operationClass, OperationStatus status) {
        Gauge.builder(ACTIVE, local, it -> it.count(operationClass, status))
                .description("Operations that this member runs")
                .tag("class", operationClass.wireName())
                .tag("status", status.text())
                .register(registry);
    }

    void started(OperationType type, Instant accepted, Instant now) {
        startDelays
                .computeIfAbsent(type.name(), it -> timer(START_DELAY, "Time from acceptance to start", it))
                .record(Duration.between(accepted, now));
    }

    void finished(OperationRow row) {
        var type = row.header().type();
        var kind = new Kind(row.header().operationClass(), row.state().status(), type);
        finished.computeIfAbsent(kind, this::finished).increment();
        durations
                .computeIfAbsent(type, it -> timer(DURATION, "Time from acceptance to the final status", it))
                .record(Duration.between(row.header().createdAt(), row.state().updatedAt()));
    }

    private Counter finished(Kind kind) {
        return Counter.builder(FINISHED)
                .description("Operations that became final on this member")
                .tag("class", kind.operationClass.wireName())
                .tag("status", kind.status.text())
                .tag("type", kind.type)
                .register(registry);
    }

    private Timer timer(String name, String description, String type) {
        return Timer.builder(name)
                .description(description)
                .tag("type", type)
                .serviceLevelObjectives(Arrays.copyOf(BUCKETS, BUCKETS.length))
                .register(registry);
    }

    void retried(OperationType type) {
        retries.computeIfAbsent(
                        type.name(),
                        it -> Counter.builder(RETRIES)
                                .description("Attempts that failed and are followed by another")
                                .tag("type", it)
                                .register(registry))
                .increment();
    }

    void conflict() {
        conflicts.increment();
    }

    void fenced() {
        fenced.increment();
    }

    void repaired(int operations) {
        repairs.increment(operations);
    }

    void relocated(Relocation reason, int operations) {
        var counter = relocations.get(reason);
        if (counter != null) {
            counter.increment(operations);
        }
    }

    /** None is no claim: a member that looks and finds nothing is not to make the others look small. */
    void claimed(int operations) {
        if (operations > 0) {
            claimSize.record(operations);
        }
    }

    void committed(int writes) {
        commitSize.record(writes);
    }

    void waiting(int change) {
        waiters.addAndGet(change);
    }

    void slots(Slots slots) {
        Gauge.builder(SLOTS, slots, Slots::size)
                .description("Slots that there are on this member")
                .register(registry);
        Gauge.builder(SLOTS_USED, slots, Slots::used)
                .description("Slots in use on this member")
                .register(registry);
    }
}
