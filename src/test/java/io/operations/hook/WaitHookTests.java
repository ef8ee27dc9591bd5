package io.operations.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.operations.operation.OperationClass;
import io.operations.operation.OperationException;
import io.operations.operation.Progress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WaitHookTests {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final List<Duration> pauses = new ArrayList<>();
    private Instant now = START;
    private Duration passed = Duration.ZERO;
    private Duration setBack = Duration.ZERO;
    private final WaitHook hook = new WaitHook(
            ((InstantSource) () -> now).withZone(ZoneOffset.UTC),
            () -> Instant.EPOCH.plus(passed),
            this::pass,
            Duration.ofHours(24));

    private void pass(Duration time) {
        pauses.add(time);
        passed = passed.plus(time);
        now = now.plus(time).minus(setBack);
        setBack = Duration.ZERO;
    }

    @Test
    void declaresItsType() {
        var type = hook.type();

        assertThat(type.name()).isEqualTo("wait");
        assertThat(type.description()).isEqualTo("Just chilling");
        assertThat(type.anyEntity()).isTrue();
        assertThat(type.classes()).containsExactly(OperationClass.TASK, OperationClass.DURABLE);
    }

    @ParameterizedTest
    @CsvSource({
        "'\"PT5S\"', PT5S",
        "'\"pt0.25s\"', PT0.25S",
        "'\"P1D\"', PT24H",
        "'\"5\"', PT5S",
        "5, PT5S",
        "'\"1.5\"', PT1.5S",
        "0.001, PT0.001S",
        "1e2, PT100S",
        "0.0000001, PT0.0000001S",
        "0, PT0S",
        "31536000, PT8760H"
    })
    void waitsAsLongAsAsked(String input, Duration expected) throws InterruptedException {
        hook.run(RecordedRun.of("{\"duration\": " + input + "}"));

        assertThat(Duration.between(START, now)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "-1, must not be negative",
        "'\"-PT1S\"', must not be negative",
        "'\"P366D\"', must be at most PT24H",
        "86400.1, must be at most PT24H",
        "1e300, must be at most",
        "'\"1e999999999\"', must be at most",
        "'\"soon\"', must be an ISO-8601 duration (PT5S) or a number of seconds",
        "'\"\"', must be an ISO-8601 duration",
        "'\"PT\"', must be an ISO-8601 duration",
        "'\"P1Y\"', must be an ISO-8601 duration",
        "'\"NaN\"', must be an ISO-8601 duration",
        "true, must be an ISO-8601 duration"
    })
    void refusesOtherDurations(String input, String message) {
        var inputs = RecordedRun.inputs("{\"duration\": " + input + "}");

        assertThatThrownBy(() -> hook.validate(inputs))
                .isInstanceOf(OperationException.Invalid.class)
                .hasMessageStartingWith("inputs.duration " + message);
    }

    /** Row M of the issue: a wait has a longest duration. */
    @ParameterizedTest
    @CsvSource({"'\"PT24H\"', true", "86400, true", "'\"PT24H0.001S\"', false", "31536000, false"})
    void acceptsOnlyWhatLastsADay(String input, boolean accepted) {
        var inputs = RecordedRun.inputs("{\"duration\": " + input + "}");

        if (accepted) {
            hook.validate(inputs);
        } else {
            assertThatThrownBy(() -> hook.validate(inputs)).hasMessage("inputs.duration must be at most PT24H");
        }
    }

    @Test
    void refusesAbsurdlyLongTextWithoutParsingIt() {
        var inputs = RecordedRun.inputs("{\"duration\": \"" + "9".repeat(100_000) + "\"}");

        assertThatThrownBy(() -> hook.validate(inputs)).isInstanceOf(OperationException.Invalid.class);
    }

    @Test
    void reportsOncePerSecondWhenShort() throws InterruptedException {
        var run = RecordedRun.of("{\"duration\": 4}");

        hook.run(run);

        assertThat(run.progress()).containsExactly(percents(25, 50, 75, 100));
        assertThat(pauses).hasSize(4);
    }

    @Test
    void reportsOncePerPercentWhenLong() throws InterruptedException {
        var run = RecordedRun.of("{\"duration\": \"PT2H\"}");

        hook.run(run);

        assertThat(run.progress())
                .containsExactly(percents(IntStream.rangeClosed(1, 100).toArray()));
        assertThat(pauses).hasSize(100).containsOnly(Duration.ofSeconds(72));
    }

    @ParameterizedTest
    @ValueSource(strings = {"30", "100"})
    void continuesWhereAnEarlierAttemptStopped(String secondsAway) throws InterruptedException {
        var first = RecordedRun.of("{\"duration\": 100}");
        hook.run(first);
        now = START.plusSeconds(Long.parseLong(secondsAway));
        pauses.clear();

        hook.run(first.nextAttempt());

        assertThat(pauses.stream().reduce(Duration.ZERO, Duration::plus))
                .isEqualTo(Duration.ofSeconds(100).minusSeconds(Long.parseLong(secondsAway)));
    }

    /** Children may be adopted before they ever started, hence the first run of one need not be the first attempt. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"2000-01-01T00:00:00Z\"",
                "\"2026-01-01T00:00:04Z\"",
                "\"2099-01-01T00:00:00Z\"",
                "\"+1000000000-12-31T23:59:59Z\"",
                "\"soon\"",
                "5",
                "null",
                "true",
                "[]",
                "{\"a\": 1}"
            })
    void ignoresADeadlineThatACallerPutThere(String deadline) throws InterruptedException {
        var given =
                RecordedRun.inputs("{\"deadline\": " + deadline + "}").toJson().path("deadline");
        var run = RecordedRun.of("{\"duration\": 5}");
        run.extendMetadata(Map.of("deadline", given, "deadline_of", given));

        hook.run(run.nextAttempt());

        assertThat(now).isEqualTo(START.plusSeconds(5));
    }

    @Test
    void neverWaitsLongerThanAskedWhenClocksDisagree() throws InterruptedException {
        var first = RecordedRun.of("{\"duration\": 100}");
        now = START.plusSeconds(3_600);
        hook.run(first);
        now = START;

        hook.run(first.nextAttempt());

        assertThat(now).isEqualTo(START.plusSeconds(100));
    }

    /** Row B12. */
    @ParameterizedTest
    @ValueSource(strings = {"PT1H", "-PT1H"})
    void waitsAsLongAsAskedWhenTheClockIsSetMeanwhile(Duration time) throws InterruptedException {
        setBack = time;

        hook.run(RecordedRun.of("{\"duration\": 5}"));

        assertThat(passed).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    @Timeout(30)
    void endsAtOnceWhenInterrupted() {
        var real = new WaitHook(Clock.systemUTC(), Pause.steadyTime(), Pause.interruptible(), Duration.ofHours(24));
        var outcome = new FutureTask<Void>(() -> {
            real.run(RecordedRun.of("{\"duration\": \"PT1H\"}"));
            return null;
        });
        var thread = Thread.ofVirtual().start(outcome);

        thread.interrupt();

        assertThatThrownBy(outcome::get).hasCauseInstanceOf(InterruptedException.class);
    }

    private static Progress[] percents(int... percents) {
        return IntStream.of(percents)
                .mapToObj(it -> Progress.percent("wait", it))
                .toArray(Progress[]::new);
    }
}
