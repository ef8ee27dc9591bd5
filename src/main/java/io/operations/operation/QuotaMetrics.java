package io.operations.operation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The meters of quotas: {@value #USED}, {@value #REFUSALS}, {@value #SIZE}. No label names a project, since callers make projects: the fullest
 * one is told of, and the log names those that become nearly full.
 */
@Component
class QuotaMetrics {

    static final String USED = "operations.quota.used";
    static final String REFUSALS = "operations.quota.refusals";
    static final String SIZE = "operations.database.size";

    /** As properties call them. */
    static final String ACTIVE = "active";

    static final String STORED_SIZE = "stored-size";
    static final String DATABASE_SIZE = "database-size";

    private static final Logger LOG = LoggerFactory.getLogger(QuotaMetrics.class);
    private static final double NEARLY_FULL = 0.9;

    private final MeterRegistry registry;
    private final AtomicLong size = new AtomicLong();
    private final Map<String, Double> highest = new ConcurrentHashMap<>();
    private final Map<String, List<String>> nearlyFull = new ConcurrentHashMap<>();

    QuotaMetrics(MeterRegistry registry) {
        this.registry = registry;
        List.of(ACTIVE, STORED_SIZE, DATABASE_SIZE).forEach(this::register);
        Gauge.builder(SIZE, size, AtomicLong::get)
                .description("How large the database is on disk")
                .baseUnit("bytes")
                .register(registry);
    }

    private void register(String quota) {
        Gauge.builder(USED, highest, it -> it.getOrDefault(quota, 0.0))
                .description("Which part of a quota is used, in the project that has used the largest part of its own")
                .baseUnit("ratio")
                .tag("quota", quota)
                .register(registry);
        refusals(quota);
    }

    private Counter refusals(String quota) {
        return Counter.builder(REFUSALS)
                .description("Operations refused because their project has used up a quota")
                .tag("quota", quota)
                .register(registry);
    }

    void refused(String quota) {
        refusals(quota).increment();
    }

    void seen(Map<String, Usage> used, long databaseSize, QuotaSettings settings) {
        size.set(databaseSize);
        var limit = settings.databaseSize().toBytes();
        highest.put(DATABASE_SIZE, limit == 0 ? 0.0 : (double) databaseSize / limit);
        seen(
                ACTIVE,
                used,
                it -> (double) used(used, it).active() / settings.of(it).active());
        seen(
                STORED_SIZE,
                used,
                it -> (double) used(used, it).storedSize() / settings.of(it).storedSize());
    }

    private static Usage used(Map<String, Usage> used, String project) {
        return used.getOrDefault(project, Usage.NONE);
    }

    private void seen(String quota, Map<String, Usage> used, Function<String, Double> ratio) {
        highest.put(
                quota, used.keySet().stream().map(ratio).max(Double::compare).orElse(0.0));
        var full = used.keySet().stream()
                .filter(it -> ratio.apply(it) >= NEARLY_FULL)
                .sorted()
                .limit(10)
                .toList();
        var before = nearlyFull.put(quota, full);
        if (!full.equals(before) && !full.isEmpty()) {
            LOG.warn("Projects have used 90 % or more of operations.quota.{}: {}", quota, full);
        }
    }
}
