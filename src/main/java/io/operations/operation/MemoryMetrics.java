package io.operations.operation;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
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
        Gauge.builder(USED, budget, Budget::taken)
                .description("Memory that is taken, as estimated")
                .baseUnit(BYTES)
                .tag(KIND, kind)
                .register(registry);
        Gauge.builder(LIMIT, budget, Budget::all)
                .description("Memory that may be taken")
                .baseUnit(BYTES)
                .tag(KIND, kind)
                .register(registry);
        FunctionCounter.builder(REFUSED, budget, Budget::refused)
                .description("Requests refused because there was no memory left for them")
                .tag(KIND, kind)
                .register(registry);
    }
}
