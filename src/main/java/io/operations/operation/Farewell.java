package io.operations.operation;

import io.operations.member.MemberService;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
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
    private static final Outcome SHUT_DOWN = new Outcome.Failed("Member shut down", 503);

    /** How long cancelled hooks may take to notice. */
    private static final Duration CANCEL_PATIENCE = Duration.ofSeconds(5);

    private final Acceptance acceptance;
    private final Dispatcher dispatcher;
    private final LocalOperations local;
    private final OperationLifecycle lifecycle;
    private final OperationRunner runner;
    private final OperationRepository repository;
    private final Waiters waiters;
    private final MemberService member;
    private final Duration timeout;
    private volatile boolean running;

    Farewell(
            Acceptance acceptance,
            Dispatcher dispatcher,
            LocalOperations local,
            OperationLifecycle lifecycle,
            OperationRunner runner,
            OperationRepository repository,
            Waiters waiters,
            MemberService member,
            OperationSettings settings) {
        this.acceptance = acceptance;
        this.dispatcher = dispatcher;
        this.local = local;
        this.lifecycle = lifecycle;
        this.runner = runner;
        this.repository = repository;
        this.waiters = waiters;
        this.member = member;
        this.timeout = settings.shutdown().timeout();
    }

    @Override
    public void start() {
        acceptance.open();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        acceptance.close();
        dispatcher.stop();
        giveBackDurable();
        if (!awaitAll(timeout)) {
            LOG.warn(
                    "Cancelling {} operations that are still running",
                    local.all().size());
            local.all().forEach(Operation::requestCancel);
            awaitAll(CANCEL_PATIENCE);
            List.copyOf(local.all()).forEach(it -> runner.end(it, SHUT_DOWN));
        }
        waiters.close();
    }

    private void giveBackDurable() {
        var durable = local.all().stream().filter(it -> it.header().durable()).toList();
        if (durable.isEmpty()) {
            return;
        }
        try {
            var ids = durable.stream().map(Operation::id).toList();
            var released = repository.release(member.incarnation(), ids);
            durable.stream().filter(it -> released.contains(it.id())).forEach(runner::giveAway);
        } catch (RuntimeException e) {
            LOG.warn("Durable operations are left for others to find: {}", e.getMessage());
        }
    }

    private boolean awaitAll(Duration limit) {
        var ends = ends(local.all());
        try {
            CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).get(limit.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            ends.forEach(it -> it.cancel(false));
        }
    }

    private List<CompletableFuture<OperationView>> ends(Collection<Operation> operations) {
        return operations.stream().map(it -> lifecycle.await(it.id())).toList();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
