package io.operations.operation;

import io.operations.member.MemberService;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
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
    private static final Outcome SHUT_DOWN = new Outcome.Failed("Member shut down", 503);

    /** How long cancelled hooks may take to notice. */
    private static final Duration CANCEL_PATIENCE = Duration.ofSeconds(5);

    private final Acceptance acceptance;
    private final Dispatcher dispatcher;
    private final LocalOperations local;
    private final Completion completion;
    private final OperationRepository repository;
    private final Waiters waiters;
    private final MemberService member;
    private final Duration timeout;
    private volatile boolean running;

    Farewell(
            Acceptance acceptance,
            Dispatcher dispatcher,
            LocalOperations local,
            Completion completion,
            OperationRepository repository,
            Waiters waiters,
            MemberService member,
            OperationSettings settings) {
        this.acceptance = acceptance;
        this.dispatcher = dispatcher;
        this.local = local;
        this.completion = completion;
        this.repository = repository;
        this.waiters = waiters;
        this.member = member;
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
        acceptance.close();
        dispatcher.stop();
        giveBackDurable();
        if (!awaitNone(timeout)) {
            cutShort();
        }
        waiters.close();
    }

    private void giveBackDurable() {
        // Parents first: one that is not this member's any more does not mind what becomes of its children.
        var durable = local.all().stream()
                .filter(Farewell::isGivenBack)
                .sorted(Comparator.comparing(it -> it.header().family().isChild()))
                .toList();
        if (durable.isEmpty()) {
            return;
        }
        try {
            var ids = durable.stream().map(Operation::id).toList();
            var released = repository.release(member.incarnation(), ids);
            durable.stream().filter(it -> released.contains(it.id())).forEach(completion::giveAway);
        } catch (RuntimeException e) {
            LOG.warn("Durable operations are left for others to find: {}", e.getMessage());
        }
    }

    /** Not what is being cancelled, nor the children that must run all the same: nobody would take them up. */
    private static boolean isGivenBack(Operation operation) {
        return operation.header().durable()
                && operation.parent().orElse(operation).status() != OperationStatus.CANCELLING
                && operation.status() != OperationStatus.CANCELLING;
    }

    private void cutShort() {
        // Those that were accepted at the last moment, and those that the database could not be told of.
        giveBackDurable();
        LOG.warn("Cancelling {} operations that are still running", local.all().size());
        local.all().stream().filter(it -> !it.header().durable()).forEach(Farewell::cancel);
        if (!awaitNone(CANCEL_PATIENCE)) {
            List.copyOf(local.all()).forEach(this::abandon);
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
            LOG.atDebug().addKeyValue("operation", operation.id()).log("Left to run as long as there is time");
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
