package io.operations.operation;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * The meters of what only PostgreSQL knows: {@value #QUEUED}, {@value #QUEUED_AGE}, {@value #OVERDUE}, {@value #RETENTION_LAG},
 * {@value #RETENTION_OVERDUE}. A member looks now and then and keeps what it has seen: a scrape asks the database for nothing,
 * and waits for nothing when that is away. What has not been seen of late is not a number.
 */
@Component
class StoredMetrics {

    static final String QUEUED = "operations.queued";
    static final String QUEUED_AGE = "operations.queued.age";
    static final String OVERDUE = "operations.overdue";
    static final String RETENTION_LAG = "operations.retention.lag";
    static final String RETENTION_OVERDUE = "operations.retention.overdue";

    private static final Logger LOG = LoggerFactory.getLogger(StoredMetrics.class);
    static final Duration INTERVAL = Duration.ofSeconds(5);

    private final QueueRepository queue;
    private final Partitions partitions;
    private final Clock clock;
    private volatile @Nullable Seen seen;

    private record Seen(QueueRepository.Waiting waiting, Partitions.Overdue overdue) {}

    StoredMetrics(QueueRepository queue, Partitions partitions, Clock clock, MeterRegistry registry) {
        this.queue = queue;
        this.partitions = partitions;
        this.clock = clock;
        gauge(QUEUED, null, it -> it.waiting.number())
                .description("Operations waiting for a free slot or their next attempt, on all members")
                .register(registry);
        gauge(QUEUED_AGE, "seconds", it -> age(it.waiting.since()))
                .description("How long the next in line for a free slot has waited, of all queues the longest")
                .register(registry);
        gauge(OVERDUE, "seconds", it -> age(it.waiting.due()))
                .description("How long ago the next attempt of an operation was due that nobody has let in")
                .register(registry);
        gauge(RETENTION_LAG, "seconds", it -> age(it.overdue.since()))
                .description("How long ago history should have been deleted that is still there")
                .register(registry);
        gauge(RETENTION_OVERDUE, "rows", it -> it.overdue.rows())
                .description("Rows of history that should have been deleted, as PostgreSQL estimates them")
                .register(registry);
    }

    private Gauge.Builder<Supplier<Number>> gauge(String name, @Nullable String unit, ToDoubleFunction<Seen> value) {
        Supplier<Number> number = () -> valueOf(value);
        return Gauge.builder(name, number).baseUnit(unit);
    }

    private double valueOf(ToDoubleFunction<Seen> value) {
        var now = seen;
        return now == null ? Double.NaN : value.applyAsDouble(now);
    }

    private double age(@Nullable Instant since) {
        return since == null
                ? 0
                : Math.max(0, Duration.between(since, clock.instant()).toMillis() / 1000.0);
    }

    /** Nothing may get past here, or it would be the last look. */
    void look() {
        try {
            seen = new Seen(queue.look(), partitions.overdue());
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("What waits cannot be told while the database is away", e);
            seen = null;
        } catch (RuntimeException | Error e) {
            LOG.error("Failed to look at what waits", e);
            seen = null;
        }
    }
}
