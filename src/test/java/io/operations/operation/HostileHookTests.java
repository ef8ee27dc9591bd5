package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.operations.ServiceTest;
import java.math.BigInteger;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a hook does, its operation ends and the others do not notice. */
@ServiceTest
class HostileHookTests {

    private final OperationService operations;
    private final OperationListing listing;
    private final LocalOperations local;
    private final Slots slots;

    HostileHookTests(OperationService operations, OperationListing listing, LocalOperations local, Slots slots) {
        this.operations = operations;
        this.listing = listing;
        this.local = local;
        this.slots = slots;
    }

    @AfterEach
    void nothingIsLeftAndOthersStillRun() {
        assertThat(run(_ -> {}).status()).isEqualTo("Success");
        await().untilAsserted(() -> assertThat(local.all()).isEmpty());
        await().untilAsserted(() -> assertThat(slots.used()).isZero());
    }

    static Stream<Throwable> bugs() {
        return Stream.of(
                new Error("io.operations.Secret"),
                new StackOverflowError("io.operations.Secret"),
                new OutOfMemoryError("io.operations.Secret"),
                new AssertionError("io.operations.Secret"),
                new NullPointerException("io.operations.Secret"),
                new ThrowsWhenAsked());
    }

    private static final class ThrowsWhenAsked extends RuntimeException {
        @Override
        public String getMessage() {
            throw new IllegalStateException("Not even that");
        }
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void failsWhateverIsThrown(Throwable bug) {
        var end = run(_ -> sneak(bug));

        assertThat(end.status()).isEqualTo("Failure");
        assertThat(end.err()).isEqualTo("Run hook failed unexpectedly");
        assertThat(end.errCode()).isEqualTo(500);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @Test
    void failsWithMetadataThatPostgreSqlRefuses() {
        var digits = new BigInteger("9".repeat(140_000));

        var end = run(context -> context.extendMetadata(Map.of("digits", digits)));

        assertThat(end.status()).isEqualTo("Failure");
        assertThat(end.err()).isEqualTo("Outcome cannot be stored");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 7, 200, 1000})
    void failsWithACodeThatIsNone(int code) {
        var end = run(context -> {
            context.extendMetadata(Map.of("copied", 42));
            throw new OperationException.Failed(code, "odd");
        });

        assertThat(end.status()).isEqualTo("Failure");
        assertThat(end.err()).isEqualTo("odd");
        assertThat(end.errCode()).isEqualTo(500);
        assertThat(end.metadata("copied")).hasToString("42");
    }

    @Test
    void succeedsWithTheInterruptFlagLeftSet() {
        assertThat(run(_ -> Thread.currentThread().interrupt()).status()).isEqualTo("Success");
    }

    @Test
    void isCancelledWithoutAnybodyAskingIfTheHookSaysSo() {
        var end = run(_ -> {
            throw new CancellationException();
        });

        assertThat(end.status()).isEqualTo("Cancelled");
        assertThat(end.err()).isEqualTo("context canceled");
    }

    @Test
    void mayCancelItself() {
        var self = new AtomicReference<Operation>();
        var scheduled = new CountDownLatch(1);
        var interrupted = new AtomicBoolean();

        var operation = schedule(_ -> {
            scheduled.await();
            self.get().cancel();
            interrupted.set(Thread.currentThread().isInterrupted());
            new CountDownLatch(1).await();
        });
        self.set(operation);
        scheduled.countDown();

        assertThat(Crowd.end(operations, operation.id()).status()).isEqualTo("Cancelled");
        assertThat(interrupted).isTrue();
    }

    @Test
    void mayScheduleAnotherAndWaitForIt() {
        var child = new AtomicReference<UUID>();

        var end = run(_ -> {
            var other = schedule(context -> context.extendMetadata(Map.of("answer", 42)));
            child.set(other.id());
            assertThat(other.await(Crowd.LONG).orElseThrow().metadata("answer")).hasToString("42");
        });

        assertThat(end.status()).isEqualTo("Success");
        assertThat(Crowd.end(operations, child.get()).status()).isEqualTo("Success");
    }

    @Test
    void committedMetadataIsTheLatestHoweverManyCommitAtOnce() {
        var end = run(context -> {
            Crowd.atOnce(16, number -> {
                        context.extendMetadata(Map.of("n" + number, number));
                        context.commitMetadata();
                        return Listings.all(listing, "default").stream()
                                .filter(it -> it.id().equals(context.id()))
                                .map(it -> it.metadata("n" + number))
                                .findFirst()
                                .orElseThrow();
                    })
                    .forEach(committed -> assertThat(committed).isNotNull());
        });

        assertThat(end.err()).isEmpty();
    }

    @Test
    void refusesChangesAfterTheEnd() {
        var operation = schedule(_ -> {});
        Crowd.end(operations, operation.id());

        assertThat(operation.cancel()).isFalse();
        assertThatExceptionOfType(OperationException.Invalid.class)
                .isThrownBy(() -> operation.updateMetadata(Map.of("late", true)));
        assertThatExceptionOfType(OperationException.Invalid.class).isThrownBy(operation::commitMetadata);
    }

    private OperationView run(RunHook.Body body) {
        return Crowd.end(operations, schedule(body).id());
    }

    private Operation schedule(RunHook.Body body) {
        return operations.scheduleUserOperationFromRequest(Crowd.doing(body), SOMEBODY);
    }
}
