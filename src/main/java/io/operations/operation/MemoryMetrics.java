package io.operations.operation;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.LongSupplier;
import org.springframework.stereotype.Component;

/** The meters of what is held within a {@link Budget}: {@value #USED}, {@value #LIMIT} and {@value #REFUSED}, by {@code kind}. */
@Component
public final class MemoryMetrics {

    static final String USED = "operations.memory.used";
    static final String LIMIT = "operations.memory.limit";
    static final String REFUSED = "operations.memory.refused";
    private static final String KIND = "kind";
    private static final String BYTES = "bytes";

    private final MeterRegistry registry;

    public MemoryMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Counts what is taken of it from now on. */
    public void show(String kind, Budget budget) {
        show(kind, budget::taken, budget.all(), budget::refused);
    }

    /**
     * The same for what has no budget.
     *
     * @param used    bytes that are taken
     * @param limit   bytes that may be taken
     * @param refused how many were refused so far
     */
    public void show(String kind, LongSupplier used, long limit, LongSupplier refused) {
        Gauge.builder(USED, used::getAsLong)
                .description("Memory that is taken, as estimated")
                .baseUnit(BYTES)
                .tag(KIND, kind)
                .register(registry);
        Gauge.builder(LIMIT, () -> limit)
                .description("Memory that may be taken")
                .baseUnit(BYTES)
                .tag(KIND, kind)
                .register(registry);
        FunctionCounter.builder(REFUSED, this, _ -> refused.getAsLong())
                .description("Requests refused, or connections closed, because there was no memory left for them")
                .tag(KIND, kind)
                .register(registry);
    }
}
