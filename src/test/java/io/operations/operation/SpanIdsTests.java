package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanId;
import java.time.Instant;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class SpanIdsTests {

    private static final int OPERATIONS = 10_000;
    private static final int ATTEMPTS = 5;

    @Test
    void areAnothersForEveryAttemptOfAFamily() {
        var seen = new HashSet<String>();
        for (var id : Ids.next(Instant.EPOCH, OPERATIONS)) {
            for (var attempt = 1; attempt <= ATTEMPTS; attempt++) {
                var span = SpanIds.of(id, attempt);

                assertThat(SpanId.isValid(span)).isTrue();
                assertThat(SpanIds.of(id, attempt)).isEqualTo(span);
                seen.add(span);
            }
        }
        assertThat(seen).hasSize(OPERATIONS * ATTEMPTS);
    }

    @Test
    void areGivenToOneSpanOnly() {
        var ids = new SpanIds();
        var given = SpanIds.of(Ids.next(Instant.EPOCH), 1);

        assertThat(SpanIds.giving(given, ids::generateSpanId)).isEqualTo(given);
        assertThat(ids.generateSpanId()).isNotEqualTo(given).isNotEqualTo(ids.generateSpanId());
    }
}
