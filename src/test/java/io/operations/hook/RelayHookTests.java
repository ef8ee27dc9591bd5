package io.operations.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.operations.hook.Connected.Heard;
import io.operations.operation.Frame.Kind;
import io.operations.operation.Inputs;
import io.operations.operation.OperationClass;
import io.operations.operation.OperationException;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RelayHookTests {

    private final RelayHook hook = new RelayHook();
    private final RecordedRun run = RecordedRun.of("{}");

    @Test
    void declaresItsType() {
        assertThat(hook.type().name()).isEqualTo("relay");
        assertThat(hook.type().description()).isEqualTo("Relaying between two parties");
        assertThat(hook.type().anyEntity()).isTrue();
        assertThat(hook.type().classes()).containsExactly(OperationClass.WEBSOCKET);
        assertThat(hook.channels(Inputs.none())).containsExactly("0", "1");
    }

    @ParameterizedTest
    @CsvSource({
        "'\"soon\"', must be an ISO-8601 duration",
        "-1, must not be negative",
        "86401, must be at most",
        "'\"PT24H0.001S\"', must be at most"
    })
    void refusesOtherTimeouts(String input, String message) {
        var inputs = RecordedRun.inputs("{\"connect_timeout\": " + input + "}");

        assertThatThrownBy(() -> hook.validate(inputs))
                .isInstanceOf(OperationException.Invalid.class)
                .hasMessageStartingWith("inputs.connect_timeout " + message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"connect_timeout\": 86400}", "{\"connect_timeout\": \"PT1M\"}"})
    void acceptsTimeouts(String inputs) {
        hook.validate(RecordedRun.inputs(inputs));
    }

    @Test
    void passesOnWhatEitherSaysAsItWasSaid() throws Exception {
        Running.of(hook, run);
        var zero = Connected.to(hook, run, "0");
        var one = Connected.to(hook, run, "1");

        zero.say(Kind.TEXT, "grü", false);
        zero.say(Kind.TEXT, "ße", true);
        one.say(Kind.BINARY, "", true);
        one.say(Kind.BINARY, "bytes", true);

        assertThat(one.next()).isEqualTo(new Heard(Kind.TEXT, "grü", false));
        assertThat(one.next()).isEqualTo(new Heard(Kind.TEXT, "ße", true));
        assertThat(zero.next()).isEqualTo(new Heard(Kind.BINARY, "", true));
        assertThat(zero.next()).isEqualTo(new Heard(Kind.BINARY, "bytes", true));
    }

    @Test
    void letsTheFirstWaitUntilTheSecondIsThere() throws Exception {
        Running.of(hook, run);
        var zero = Connected.to(hook, run, "0");
        var said = zero.sayAsync("early");

        var one = Connected.asked(hook, run, "1");
        assertThat(said).isNotDone();
        one.open();

        assertThat(one.hear()).isEqualTo("early");
        said.join();
    }

    @Test
    void takesNoMoreThanTheOtherReads() throws Exception {
        Running.of(hook, run);
        var zero = Connected.to(hook, run, "0");
        var one = Connected.to(hook, run, "1");
        one.stopReading();

        var said = zero.sayAsync("a");
        one.say("the other way is open");
        assertThat(zero.hear()).isEqualTo("the other way is open");
        assertThat(said).isNotDone();
        assertThat(one.hasHeard()).isFalse();
        one.readAgain();

        said.join();
        assertThat(one.hear()).isEqualTo("a");
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 1000, done", "1, 0, 1001, ''", "0, 1, 4711, mine"})
    void succeedsWhenOneSaysGoodbye(String leaving, String staying, int code, String reason) throws Exception {
        var running = Running.of(hook, run);
        var leaver = Connected.to(hook, run, leaving);
        var stayer = Connected.to(hook, run, staying);
        leaver.say("12345");
        stayer.say("123");

        leaver.leave(code, reason);

        running.succeeds();
        assertThat(stayer.farewell()).isEqualTo(new Goodbye(code, reason));
        assertThat(run.metadata("bytes").path(leaving).asLong()).isEqualTo(5);
        assertThat(run.metadata("bytes").path(staying).asLong()).isEqualTo(3);
        assertThat(run.progress().getLast().stage()).isEqualTo("relay");
        assertThat(run.progress().getLast().processed()).isEqualTo(8);
        assertThat(run.progress().getLast().speed()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {1006, 1002, 1007})
    void failsWhenOneIsCutOff(int code) throws Exception {
        var running = Running.of(hook, run);
        var zero = Connected.to(hook, run, "0");
        var one = Connected.to(hook, run, "1");

        one.leave(code, "");

        assertFailed(running, 502, "Connection was cut off");
        assertThat(zero.farewell().code()).isEqualTo(1011);
        assertThat(run.metadata("bytes").path("0").asLong(-1)).isZero();
    }

    @Test
    void failsWhenTheSecondDoesNotCome() throws Exception {
        var impatient = RecordedRun.of("{\"connect_timeout\": 0.1}");
        var running = Running.of(hook, impatient);
        var zero = Connected.to(hook, impatient, "0");
        var said = zero.sayAsync("hello?");

        assertFailed(running, 504, "Timed out waiting for websockets to connect");
        assertThat(zero.farewell().code()).isEqualTo(1001);
        said.join();
        assertThatThrownBy(() -> Connected.to(hook, impatient, "1"))
                .isInstanceOf(OperationException.Invalid.class)
                .hasMessage("Only running operations can be connected");
    }

    @Test
    void sendsBothAwayWhenCancelled() throws Exception {
        var running = Running.of(hook, run);
        var zero = Connected.to(hook, run, "0");
        var one = Connected.to(hook, run, "1");
        one.stopReading();
        var said = zero.sayAsync("a");

        running.cancel();

        assertThat(running.failure()).isInstanceOf(InterruptedException.class);
        assertThat(zero.farewell().code()).isEqualTo(1001);
        assertThat(one.farewell().code()).isEqualTo(1001);
        said.join();
        assertThat(run.metadata("bytes").path("0").asLong(-1)).isZero();
    }

    @Test
    void sendsAwayWhoWasStillToComeWhenItEnds() throws Exception {
        var running = Running.of(hook, run);
        var zero = Connected.to(hook, run, "0");
        var late = Connected.asked(hook, run, "1");
        zero.leave(1000, "never mind");
        running.succeeds();

        late.open();

        assertThat(late.farewell()).isEqualTo(new Goodbye(1000, "never mind"));
    }

    @Test
    void hasOnePlacePerChannel() throws Exception {
        Running.of(hook, run);
        Connected.to(hook, run, "0");

        assertThatThrownBy(() -> Connected.asked(hook, run, "0"))
                .isInstanceOf(OperationException.Conflict.class)
                .hasMessage("Websocket already connected");
        Connected.to(hook, run, "1");
    }

    @Test
    void letsExactlyOneOfManyHaveAPlace() throws Exception {
        var threads = 8;
        var barrier = new CyclicBarrier(threads);
        var tries = new ArrayList<Callable<Boolean>>();
        for (var i = 0; i < threads; i++) tries.add(() -> wins(barrier));
        try (var executor = Executors.newFixedThreadPool(threads)) {
            var winners = 0;
            for (var result : executor.invokeAll(tries)) if (result.get()) winners++;

            assertThat(winners).isEqualTo(1);
        }
    }

    private boolean wins(CyclicBarrier barrier) throws Exception {
        barrier.await();
        try {
            Connected.asked(hook, run, "0");
            return true;
        } catch (OperationException.Conflict taken) {
            return false;
        }
    }

    @Test
    void freesThePlaceOfWhoNeverCame() throws Exception {
        var running = Running.of(hook, run);
        var never = Connected.asked(hook, run, "0");
        never.vanish();

        Connected.to(hook, run, "0");
        never.open();
        var one = Connected.to(hook, run, "1");
        never.say("from beyond");

        assertThat(one.hasHeard()).isFalse();
        assertThat(running.isOver()).isFalse();
    }

    @Test
    void reportsAtMostOnceASecond() throws Exception {
        var running = Running.of(hook, run);
        var zero = Connected.to(hook, run, "0");
        Connected.to(hook, run, "1");
        var start = System.nanoTime();
        await().until(() -> {
            zero.say("more");
            return run.progress().size() >= 2;
        });
        var seconds = (System.nanoTime() - start) / 1e9;

        assertThat(seconds).isGreaterThan(1.8);
        running.cancel();
    }

    private static void assertFailed(Running running, int code, String message) {
        assertThat(running.failure())
                .isInstanceOfSatisfying(
                        OperationException.Failed.class,
                        failed -> assertThat(failed.code()).isEqualTo(code))
                .hasMessage(message);
    }
}
