package io.operations.operation;

import io.operations.member.MemberService;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * How a member ends, before its web server does: it refuses new operations, gives durable ones back, waits for the others
 * as long as it may, and cancels what is left.
 */
@Component
class Farewell implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Farewell.class);
    private static final OperationLog OPERATIONS = OperationLog.of(Farewell.class);
    private static final Outcome SHUT_DOWN = new Outcome.Failed("Member shut down", 503);

    /** How long the database may take to hear of what is given back. */
    private static final Duration GIVE_BACK_PATIENCE = Duration.ofSeconds(5);

    /** How long cancelled hooks may take to notice. */
    private static final Duration CANCEL_PATIENCE = Duration.ofSeconds(5);

    private final MemberService member;
    private final Acceptance acceptance;
    private final Dispatcher dispatcher;
    private final LocalOperations local;
    private final Handover handover;
    private final Completion completion;
    private final Waiters waiters;
    private final Duration timeout;
    private volatile boolean running;

    Farewell(
            MemberService member,
            Acceptance acceptance,
            Dispatcher dispatcher,
            LocalOperations local,
            Handover handover,
            Completion completion,
            Waiters waiters,
            OperationSettings settings) {
        this.member = member;
        this.acceptance = acceptance;
        this.dispatcher = dispatcher;
        this.local = local;
        this.handover = handover;
        this.completion = completion;
        this.waiters = waiters;
        this.timeout = settings.shutdown().timeout();
    }

    @Override
    public void start() {
        waiters.open();
        acceptance.open();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        // The database may be away, and nobody is to wait for that.
        Thread.ofVirtual().name("drain").start(member::drain);
        acceptance.close();
        dispatcher.stop();
        giveBackDurable();
        if (!awaitNone(timeout)) {
            cutShort();
        }
        waiters.close();
    }

    private void giveBackDurable() {
        var released = handover.release();
        awaitWritten(released.values());
        released.keySet().forEach(completion::giveAway);
        if (!released.isEmpty()) {
            dispatcher.queued();
        }
    }

    private static void awaitWritten(Collection<CompletableFuture<Boolean>> writes) {
        try {
            CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new))
                    .get(GIVE_BACK_PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("Durable operations are left for others to find", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void cutShort() {
        // Those that were accepted at the last moment, and those that the database could not be told of.
        giveBackDurable();
        LOG.warn("Cancelling {} operations that are still running", local.all().size());
        local.all().stream().filter(it -> !it.header().durable()).forEach(Farewell::cancel);
        if (!awaitNone(CANCEL_PATIENCE)) {
            local.all().stream().sorted(Handover.PARENTS_FIRST).toList().forEach(this::abandon);
            awaitNone(CANCEL_PATIENCE);
        }
    }

    /** Others will find a durable one. The end of any other is written on a thread of its own: the database may be away. */
    private void abandon(Operation operation) {
        if (operation.header().durable()) {
            completion.giveAway(operation);
        } else {
            completion.endLater(operation, SHUT_DOWN);
        }
    }

    private static void cancel(Operation operation) {
        try {
            operation.live().requestCancel();
        } catch (OperationException.Invalid mustRun) {
            OPERATIONS.debug(operation, "Left to run as long as there is time");
        }
    }

    private boolean awaitNone(Duration limit) {
        try {
            return local.awaitEmpty(limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
