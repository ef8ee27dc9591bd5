package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;

import io.operations.ServiceTest;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.RepeatedTest;

/** Of many concurrent schedules with one conflict reference one is accepted. */
@ServiceTest
class OneWinnerTests {

    private final OperationService operations;

    OneWinnerTests(OperationService operations) {
        this.operations = operations;
    }

    @RepeatedTest(10)
    void acceptsOneOfSixtyFourAndTheNextWhenThatIsFinal() throws Exception {
        var gate = new CountDownLatch(1);
        var args = Crowd.doing(_ -> gate.await()).withConflictReference("one winner");

        var accepted = Crowd.atOnce(64, _ -> schedule(args)).stream()
                .flatMap(Optional::stream)
                .toList();

        // The next round has the same reference: it is free as soon as a waiter hears of the end.
        assertThat(accepted).hasSize(1);
        gate.countDown();
        assertThat(Crowd.end(operations, accepted.getFirst().id()).status()).isEqualTo("Success");
    }

    private Optional<Operation> schedule(OperationArgs args) {
        try {
            return Optional.of(operations.scheduleUserOperationFromRequest(args, SOMEBODY));
        } catch (OperationException.Conflict e) {
            return Optional.empty();
        }
    }
}
