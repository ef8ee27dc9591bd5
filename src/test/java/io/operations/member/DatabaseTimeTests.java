package io.operations.member;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Rows O and B12: whatever the clock of this computer says, a member goes by PostgreSQL's. */
@ExtendWith(OutputCaptureExtension.class)
class DatabaseTimeTests {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final String DIFFERS = "clock differs from PostgreSQL's";

    private Instant wall = START;
    private Duration passed = Duration.ZERO;
    private final DatabaseTime time = new DatabaseTime(() -> wall, () -> passed.toNanos());

    @ParameterizedTest
    @ValueSource(strings = {"P2D", "-P3D", "PT1H", "-PT0.2S"})
    void isPostgreSqls(Duration ahead) {
        wall = START.plus(ahead);

        told(START);

        assertThat(now()).isEqualTo(START);
    }

    @Test
    void goesOnWhileNobodyTells() {
        told(START);

        passed = passed.plusMinutes(10);

        assertThat(now()).isEqualTo(START.plus(10, ChronoUnit.MINUTES));
    }

    @ParameterizedTest
    @ValueSource(strings = {"P2D", "-P3D"})
    void noticesNothingWhenThisComputersClockIsSet(Duration ahead) {
        told(START);
        pass(Duration.ofSeconds(5));
        told(START.plusSeconds(5));

        wall = wall.plus(ahead);

        assertThat(now()).isEqualTo(START.plusSeconds(5));
    }

    /** An answer takes a while, and nobody knows which way took how long. */
    @Test
    void leavesWhatMayBeRightAsItIs() {
        told(START);
        var asked = time.begin();
        pass(Duration.ofMillis(40));

        time.told(START.plusMillis(10), asked);

        assertThat(now()).isEqualTo(START.plusMillis(40));
    }

    @Test
    void neverGoesBackWhereItWasALittleAhead() {
        told(START);
        var before = now();
        passed = passed.plusSeconds(10);
        told(START.plusMillis(9_600));

        for (var step = 0; step < 100; step++) {
            assertThat(now()).isAfterOrEqualTo(before);
            before = now();
            passed = passed.plusMillis(10);
        }

        assertThat(now()).isEqualTo(START.plusMillis(10_600));
    }

    /** Or another PostgreSQL has taken over, whose clock is behind. */
    @Test
    void goesBackWithPostgreSqlsClockWhenThatIsSetBack() {
        told(START);

        told(START.minusSeconds(3_600));

        assertThat(now()).isEqualTo(START.minusSeconds(3_600));
    }

    @Test
    void saysOnceThatThisComputersClockDiffersAndOnceThatItNoLongerDoes(CapturedOutput output) {
        told(START);
        assertThat(output).doesNotContain(DIFFERS);
        wall = START.plusSeconds(30);

        told(START);
        told(START);

        assertThat(time.offset()).isEqualTo(Duration.ofSeconds(30));
        assertThat(output).containsOnlyOnce(DIFFERS + " by 30.0 s");

        wall = START;
        told(START);
        told(START);

        assertThat(time.offset()).isZero();
        assertThat(output).containsOnlyOnce("agrees with PostgreSQL's again");
    }

    private Instant now() {
        return time.clock().instant();
    }

    private void told(Instant said) {
        time.told(said, time.begin());
    }

    private void pass(Duration duration) {
        passed = passed.plus(duration);
        wall = wall.plus(duration);
    }
}
