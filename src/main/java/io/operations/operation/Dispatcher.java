package io.operations.operation;

import io.operations.member.MemberService;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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
    private final OperationRunner runner;
    private final Slots slots;
    private final MemberService member;
    private final Semaphore wake = new Semaphore(0);
    private final AtomicLong queued = new AtomicLong();
    private volatile boolean backlog;
    private volatile boolean running;
    private Thread thread = Thread.currentThread();

    Dispatcher(
            OperationRepository repository,
            OperationTypes types,
            LocalOperations local,
            OperationLifecycle lifecycle,
            OperationRunner runner,
            Slots slots,
            MemberService member,
            OperationMetrics metrics) {
        this.repository = repository;
        this.types = types;
        this.local = local;
        this.lifecycle = lifecycle;
        this.runner = runner;
        this.slots = slots;
        this.member = member;
        slots.onFree(this::slotIsFree);
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

    @Override
    public void start() {
        running = true;
        thread = Thread.ofVirtual().name("dispatcher").start(this::dispatchUntilStopped);
    }

    @Override
    public void stop() {
        running = false;
        thread.interrupt();
        try {
            thread.join();
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
                var told = wake.tryAcquire(1, TimeUnit.SECONDS);
                wake.drainPermits();
                if (told || backlog || repository.hasUnowned(types.runnable())) {
                    claimAll();
                }
            } catch (InterruptedException e) {
                return;
            } catch (DataAccessException | TransactionException e) {
                LOG.debug("Nothing to claim while the database is away", e);
            }
        }
    }

    private void claimAll() {
        while (running) {
            var before = queued.get();
            var free = slots.takeUpTo(MAX_CLAIM);
            var claimed = free == 0 ? List.<OperationRow>of() : claim(free);
            claimed.forEach(this::start);
            if (claimed.size() < free || free == 0) {
                backlog = free == 0 || queued.get() != before;
                slots.giveBackQuietly(free - claimed.size());
                return;
            }
        }
    }

    private List<OperationRow> claim(int most) {
        try {
            return repository.claim(member.incarnation(), member.name(), types.runnable(), most);
        } catch (RuntimeException e) {
            slots.giveBackQuietly(most);
            throw e;
        }
    }

    private void start(OperationRow row) {
        var type = row.header().type();
        var hook = types.hook(type).orElseThrow(() -> new IllegalStateException("Claimed a type without a hook"));
        var operation = new Operation(row, hook.type(), member.incarnation(), lifecycle);
        local.add(operation);
        runner.start(operation, hook, OperationRunner.Slot.TAKEN);
    }
}
