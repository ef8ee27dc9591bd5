package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SteadyClockTests {

    @Test
    void goesOnAndNeverBackInMicroseconds() {
        var clock = SteadyClock.INSTANCE;
        var start = clock.instant();

        var times = Stream.generate(clock::instant).limit(10_000).toList();

        assertThat(times)
                .isSorted()
                .allSatisfy(it -> assertThat(it.getNano() % 1_000).isZero());
        assertThat(Stream.generate(clock::instant).anyMatch(it -> it.isAfter(start)))
                .isTrue();
    }
}
