package io.operations.hook;

import io.operations.operation.DurationInput;
import io.operations.operation.EntityType;
import io.operations.operation.Inputs;
import io.operations.operation.OperationClass;
import io.operations.operation.OperationInput;
import io.operations.operation.OperationType;
import io.operations.operation.Progress;
import io.operations.operation.RunContext;
import io.operations.operation.RunHook;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.StringNode;

/** Lets time pass and says how much: the type to try things with. Source: LXD's operation type Wait. */
class WaitHook implements RunHook {

    private static final String DURATION = "duration";
    private static final String DEADLINE = "deadline";
    private static final String DEADLINE_OF = "deadline_of";
    /** What was accepted under a longer limit goes on until then. */
    static final Duration LONGEST_EVER = Duration.ofDays(365);

    private static final Duration SHORTEST_STEP = Duration.ofSeconds(1);
    private final Clock clock;
    private final InstantSource steady;
    private final Pause pause;
    private final Duration longest;
    private final OperationType type;

    /**
     * Two clocks.
     *
     * @param clock   PostgreSQL's time, by which an end outlives this member
     * @param steady  the time that passes, whatever PostgreSQL's clock does while this waits
     * @param longest what a caller may ask for
     */
    WaitHook(Clock clock, InstantSource steady, Pause pause, Duration longest) {
        this.clock = clock;
        this.steady = steady;
        this.pause = pause;
        this.longest = longest;
        this.type = type(longest);
    }

    private static OperationType type(Duration longest) {
        return OperationType.of(
                        "wait", "Just chilling", EntityType.PROJECT, OperationClass.TASK, OperationClass.DURABLE)
                .onAnyEntity()
                .failingOnConflict()
                .withInputs(OperationInput.required(
                        DURATION,
                        OperationInput.Kind.TEXT_OR_NUMBER,
                        "How long: an ISO-8601 duration (PT5S) or seconds, at most " + longest));
    }

    @Override
    public OperationType type() {
        return type;
    }

    @Override
    public void validate(Inputs inputs) {
        duration(inputs, longest);
    }

    @Override
    public void run(RunContext context) throws InterruptedException {
        var duration = duration(context.inputs(), LONGEST_EVER);
        var left = Duration.between(clock.instant(), deadline(context, duration));
        waitUntil(steady.instant().plus(left), duration, context);
    }

    private static Duration duration(Inputs inputs, Duration longest) {
        return DurationInput.parse(inputs.value(DURATION), "inputs." + DURATION, longest);
    }

    /** Where an earlier attempt stopped counts: the end stays where it was, and never moves away. */
    private Instant deadline(RunContext context, Duration duration) {
        var latest = clock.instant().plus(duration);
        return keptDeadline(context).filter(it -> it.isBefore(latest)).orElseGet(() -> keep(latest, context));
    }

    /** A caller may have put a deadline there, but cannot have known the id that goes with this hook's. */
    private static Optional<Instant> keptDeadline(RunContext context) {
        var metadata = context.metadata();
        var own = StringNode.valueOf(context.id().toString()).equals(metadata.get(DEADLINE_OF));
        return Optional.ofNullable(metadata.get(DEADLINE)).filter(it -> own).map(it -> Instant.parse(it.stringValue()));
    }

    private static Instant keep(Instant deadline, RunContext context) {
        context.extendMetadata(
                Map.of(DEADLINE, deadline.toString(), DEADLINE_OF, context.id().toString()));
        return deadline;
    }

    private void waitUntil(Instant end, Duration duration, RunContext context) throws InterruptedException {
        int reported = 0;
        for (var left = left(end); left.isPositive(); ) {
            pause.pause(step(duration, left));
            left = left(end);
            int percent = percent(duration, left);
            if (percent > reported) {
                context.progress(Progress.percent("wait", percent));
                reported = percent;
            }
        }
    }

    private Duration left(Instant end) {
        return Duration.between(steady.instant(), end);
    }

    /** To the next whole percent, but no less than a second. */
    private static Duration step(Duration duration, Duration left) {
        var onePercent = duration.dividedBy(100);
        var step = onePercent.compareTo(SHORTEST_STEP) > 0 ? onePercent : SHORTEST_STEP;
        return step.compareTo(left) < 0 ? step : left;
    }

    private static int percent(Duration duration, Duration left) {
        return left.isPositive() ? (int) (100 - Math.ceilDiv(100 * left.toNanos(), duration.toNanos())) : 100;
    }
}
