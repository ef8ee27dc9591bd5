package io.operations.operation;

import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Ids of spans. That of an attempt follows from the operation and the attempt, so that whoever makes the next one knows the
 * span to link to without anybody having stored it; all others are random.
 */
final class SpanIds implements IdGenerator {

    private static final ScopedValue<String> NEXT = ScopedValue.newInstance();
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    /** The id of the span of one attempt. */
    static String of(UUID operation, int attempt) {
        var mixed =
                mix(operation.getLeastSignificantBits() + mix(operation.getMostSignificantBits() + attempt * GOLDEN));
        return SpanId.fromLong(mixed == 0 ? GOLDEN : mixed);
    }

    /** Has the one span that is started meanwhile get this id. */
    static <T> T giving(String id, Supplier<T> start) {
        return ScopedValue.where(NEXT, id).call(start::get);
    }

    @Override
    public String generateSpanId() {
        return NEXT.isBound() ? NEXT.get() : IdGenerator.random().generateSpanId();
    }

    @Override
    public String generateTraceId() {
        return IdGenerator.random().generateTraceId();
    }

    /** Each number gives another one, and neighbours have nothing in common (the finalizer of SplitMix64). */
    private static long mix(long number) {
        var shaken = (number ^ (number >>> 30)) * 0xbf58476d1ce4e5b9L;
        var again = (shaken ^ (shaken >>> 27)) * 0x94d049bb133111ebL;
        return again ^ (again >>> 31);
    }
}
