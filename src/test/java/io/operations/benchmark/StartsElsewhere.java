package io.operations.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.operation.Inputs;
import io.operations.operation.OperationArgs;
import io.operations.operation.OperationClass;
import io.operations.requestor.Requestor;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * From the call that schedules an operation to the start of its hook on the {@link SecondMember}, which has nothing else to
 * do, while the member that is called has no free slot. Both read the clock of one machine.
 */
record StartsElsewhere(Stage stage, Requestor requestor, int slots) {

    /**
     * One operation after the other.
     *
     * @param most of the pauses between: they are random, so that no timer of a member keeps step with what is scheduled
     */
    Samples measure(int samples, Duration most) throws InterruptedException, ExecutionException {
        var taken = TakenSlots.take(stage.service(), requestor, slots, "elsewhere-" + UUID.randomUUID());
        try {
            return times(schedule(samples, most));
        } finally {
            taken.giveBack();
        }
    }

    private Map<UUID, Instant> schedule(int samples, Duration most) throws InterruptedException, ExecutionException {
        var scheduled = new HashMap<UUID, Instant>();
        for (var i = 0; i < samples; i++) {
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(most.toNanos()));
            var called = Instant.now();
            var id = stage.service()
                    .scheduleUserOperationFromRequest(instant(), requestor)
                    .id();
            scheduled.put(id, called);
            stage.service().await(id).get();
        }
        return scheduled;
    }

    /** Its hook says in its metadata when it is over, which is when it begins. */
    private OperationArgs instant() {
        return OperationArgs.of(stage.service().type("wait"))
                .inProject("default")
                .withClass(OperationClass.DURABLE)
                .withInputs(Inputs.of(Map.of("duration", "0")));
    }

    private Samples times(Map<UUID, Instant> scheduled) {
        var starts = stage.database().starts(scheduled.keySet(), SecondMember.NAME);
        assertThat(starts).hasSameSizeAs(scheduled);
        return Samples.ofMillis(starts.entrySet().stream()
                .mapToLong(it -> Duration.between(scheduled.get(it.getKey()), it.getValue())
                        .toNanos())
                .toArray());
    }
}
