package io.operations.operation;

import io.operations.member.MemberService;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Starts operations that had to wait: claims as many as there are free slots, in order, whenever a slot becomes free or an
 * operation is queued, and looks once a second for what nobody told it of.
 */
@Component
class Dispatcher implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final int MAX_CLAIM = 1_000;
    private static final int PHASE = 300;

    private final OperationRepository repository;
    private final OperationTypes types;
    private final LocalOperations local;
    private final OperationLifecycle lifecycle;
    private final OperationFactory factory;
    private final OperationRunner runner;
    private final Slots slots;
    private final MemberService member;
    private final Semaphore wake = new Semaphore(0);
    private final AtomicLong queued = new AtomicLong();
    private volatile boolean backlog;
    private volatile boolean running;
    private final Object claiming = new Object();
    private @Nullable Thread thread;

    Dispatcher(
            OperationRepository repository,
            OperationTypes types,
            LocalOperations local,
            OperationLifecycle lifecycle,
            OperationFactory factory,
            OperationRunner runner,
            Retries retries,
            Slots slots,
            MemberService member,
            OperationMetrics metrics) {
        this.repository = repository;
        this.types = types;
        this.local = local;
        this.lifecycle = lifecycle;
        this.factory = factory;
        this.runner = runner;
        this.slots = slots;
        this.member = member;
        slots.onFree(this::slotIsFree);
        retries.onDue(this::wake);
        metrics.slots(slots);
        metrics.queued(this::queuedEverywhere);
    }

    private Number queuedEverywhere() {
        try {
            return repository.countUnowned();
        } catch (DataAccessException | TransactionException e) {
            return Double.NaN;
        }
    }

    /** Takes a slot for a new operation, unless others wait for one already. */
    boolean trySlot() {
        return !backlog && slots.tryTake();
    }

    /** An operation is about to be queued: those that come after it must not overtake it. */
    void queueing() {
        queued.incrementAndGet();
        backlog = true;
    }

    /** Something may have become claimable. */
    void wake() {
        wake.release();
    }

    private void slotIsFree() {
        if (backlog) {
            wake();
        }
    }

    /** Does something while nothing is between being claimed and being live. */
    void betweenClaims(Runnable work) {
        synchronized (claiming) {
            work.run();
        }
    }

    @Override
    public synchronized void start() {
        if (!running) {
            running = true;
            thread = Thread.ofVirtual().name("dispatcher").start(this::dispatchUntilStopped);
        }
    }

    /** Not by an interrupt: that would cut the connection, and what was being claimed would be nobody's. */
    @Override
    public synchronized void stop() {
        running = false;
        var dispatching = thread;
        if (dispatching == null) {
            return;
        }
        wake();
        try {
            dispatching.join();
            thread = null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    private void dispatchUntilStopped() {
        while (running) {
            try {
                var _ = wake.tryAcquire(1, TimeUnit.SECONDS);
                wake.drainPermits();
                // Looked for before slots are taken: while they are, new operations would have to queue.
                if (running && (backlog || repository.hasUnowned(types.runnable()))) {
                    claimAll();
                }
            } catch (InterruptedException e) {
                LOG.debug("Nobody interrupts the dispatcher; it goes on");
            } catch (DataAccessException | TransactionException e) {
                LOG.debug("Nothing to claim while the database is away", e);
            } catch (RuntimeException | Error e) {
                // Nothing may end this thread: whatever is queued depends on it.
                LOG.error("Failed to start queued operations", e);
            }
        }
    }

    private void claimAll() {
        while (running) {
            var before = queued.get();
            var free = slots.takeUpTo(MAX_CLAIM);
            if (free == 0) {
                // From here on a slot that becomes free wakes us.
                backlog = true;
                if (slots.isNoneFree()) {
                    return;
                }
            } else if (startUpTo(free) < free) {
                // In this order, or what is queued in between would be forgotten.
                backlog = false;
                if (queued.get() != before) {
                    backlog = true;
                }
                return;
            }
        }
    }

    /** As many as there are to start, with slots that have been taken; the other slots are given back. */
    private int startUpTo(int free) {
        synchronized (claiming) {
            var left = free;
            var owner = member.incarnation();
            try {
                var claimed = repository.claim(owner, member.name(), types.runnable(), free);
                for (var row : claimed.operations()) {
                    start(row, claimed.children().getOrDefault(row.header().id(), List.of()), owner);
                    left--;
                }
                return free - left;
            } finally {
                slots.giveBackQuietly(left);
            }
        }
    }

    /** The slot of a parent is given back at once: its children take their own. */
    private void start(OperationRow row, List<OperationRow> children, UUID owner) {
        var operation = factory.claimed(row, children, owner);
        local.addFamily(operation);
        lifecycle.movesOn(operation.id());
        if (row.header().family().isParent()) {
            slots.giveBackQuietly(1);
            operation.children().stream()
                    .filter(it -> it.status() == OperationStatus.CANCELLING)
                    .forEach(it -> it.live().requestCancel());
            runner.start(operation, OperationRunner.Slot.NOT_NEEDED);
        } else {
            runner.start(operation, OperationRunner.Slot.TAKEN);
        }
    }
}
