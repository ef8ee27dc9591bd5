package io.operations.operation;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.springframework.stereotype.Component;

/**
 * Another attempt for durable operations that failed. While they wait they are Pending and say why in their metadata; they
 * are nobody's then, except for children, which stay with their parent.
 */
@Component
class Retries {

    private static final OperationLog LOG = OperationLog.of(Retries.class);

    private final OperationRepository repository;
    private final LocalOperations local;
    private final MetadataJournal journal;
    private final OperationLifecycle lifecycle;
    private final Alarms alarms;
    private final Expiry expiry;
    private final OperationMetrics metrics;
    private final Fence fence;
    private final Clock clock;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private volatile Runnable onDue = () -> {};

    Retries(
            OperationRepository repository,
            LocalOperations local,
            MetadataJournal journal,
            OperationLifecycle lifecycle,
            Alarms alarms,
            Expiry expiry,
            OperationMetrics metrics,
            Fence fence,
            Clock clock) {
        this.repository = repository;
        this.local = local;
        this.journal = journal;
        this.lifecycle = lifecycle;
        this.alarms = alarms;
        this.expiry = expiry;
        this.metrics = metrics;
        this.fence = fence;
        this.clock = clock;
    }

    /** What to call when an operation has become claimable again. */
    void onDue(Runnable listener) {
        onDue = listener;
    }

    /**
     * Sees to another attempt, if there is to be one.
     *
     * @param again starts the next attempt of a child
     */
    boolean retry(Operation operation, Outcome.Failed failure, Consumer<Operation> again) {
        var policy = operation.type().retry();
        var pacing = operation.state().pacing();
        var failures = pacing.failures() + 1;
        if (!operation.header().durable() || !policy.allowsAfter(failures, failure.errorCode())) {
            return false;
        }
        var due = clock.instant().plus(policy.delay(failures, random)).truncatedTo(ChronoUnit.MICROS);
        var reason = operation.state().metadata().withRetry(failure, failures, policy, due);
        if (pacing.isOver(due) || !operation.live().retryAt(due, reason)) {
            return false;
        }
        metrics.retried(operation.type());
        LOG.warn(operation, "Attempt {} failed, to be retried at {}: {}", operation.attempt(), due, failure.error());
        if (operation.header().family().isChild()) {
            alarms.at(due, "retry-" + operation.id(), () -> again.accept(operation));
        } else {
            release(operation, due);
        }
        return true;
    }

    /** Nobody may have a slot for it when its time has come. */
    private void expireInTime(Operation operation) {
        var deadline = operation.state().pacing().deadline();
        if (deadline != null) {
            expiry.at(deadline);
        }
    }

    /** From the moment of the commit it may be anybody's, and already run. */
    private void release(Operation operation, Instant due) {
        var held = new Write.Hold(operation.id(), operation.attempt());
        lifecycle.queueing(operation);
        try {
            if (Futures.join(repository.release(held, operation.owner(), operation.state()))) {
                lifecycle.queued(operation);
                alarms.at(due, "retry-" + operation.id(), onDue);
                expireInTime(operation);
            } else {
                fence.refused();
            }
        } catch (OperationException.Unavailable e) {
            LOG.debug(operation, "Left for another member to find");
        } finally {
            // Not before: what is live is not taken for what nobody runs.
            operation.live().abandon();
            local.remove(operation);
            journal.forget(operation);
            lifecycle.movesOn(operation.id());
        }
    }
}
