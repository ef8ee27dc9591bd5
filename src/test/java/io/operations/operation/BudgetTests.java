package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rows J, K and L: what callers make grow has a bound, for all and for each. */
class BudgetTests {

    private final Budget budget = new Budget("Bodies", "caller", 100, 40);

    @Test
    void refusesOneWhoHasTheirShare() {
        budget.take("alice", 40);

        assertThatExceptionOfType(OperationException.TooMany.class).isThrownBy(() -> budget.take("alice", 1));
        assertThat(budget.taken()).isEqualTo(40);
        assertThat(budget.refused()).isEqualTo(1);
        budget.take("bob", 40);
    }

    @Test
    void refusesAllWhenNothingIsLeft() {
        budget.take("alice", 40);
        budget.take("bob", 40);
        budget.take("carol", 20);

        assertThatExceptionOfType(OperationException.Unavailable.class).isThrownBy(() -> budget.take("dan", 1));
        assertThat(budget.taken()).isEqualTo(100);
    }

    @Test
    void takesNothingMoreWhereItRefuses() {
        var reservation = budget.take("alice", 30);

        assertThatExceptionOfType(OperationException.TooMany.class).isThrownBy(() -> reservation.grow(11));
        assertThat(budget.taken()).isEqualTo(30);
        reservation.grow(10);
        reservation.close();
        assertThat(budget.taken()).isZero();
    }

    @Test
    void takesWhatIsThereAlreadyAndRefusesOthersThen() {
        var reservation = budget.open("alice");

        reservation.growAnyway(120);

        assertThat(budget.free()).isZero();
        assertThatExceptionOfType(OperationException.Unavailable.class).isThrownBy(() -> budget.take("bob", 1));
        reservation.close();
        assertThat(budget.free()).isEqualTo(100);
    }

    @Test
    void givesBackOnce() {
        var first = budget.take("alice", 20);
        budget.take("alice", 20);

        first.shrinkTo(5);
        first.shrinkTo(10);
        assertThat(budget.taken()).isEqualTo(25);
        first.close();
        first.close();

        assertThat(budget.taken()).isEqualTo(20);
    }

    @Test
    void countsRightForMany() {
        try (var threads = Executors.newFixedThreadPool(8)) {
            IntStream.range(0, 10_000)
                    .forEach(it -> threads.execute(() -> {
                        try (var taken = budget.take(it % 3, 7)) {
                            taken.grow(1);
                        } catch (OperationException full) {
                            assertThat(full.code()).isIn(429, 503);
                        }
                    }));
        }

        assertThat(budget.taken()).isZero();
    }
}
