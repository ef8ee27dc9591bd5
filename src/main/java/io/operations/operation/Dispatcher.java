package io.operations.operation;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Starts operations that had to wait: claims as many as there are free slots, in order, whenever a slot becomes free or an
 * operation is queued, and looks now and then for what nobody told it of.
 */
@Component
class Dispatcher implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final int MAX_CLAIM = 1_000;
    private static final int MAX_DUE = 1_000;

    /** Claims in a row that find everything locked by others; then it looks again later. */
    private static final int TRIES = 8;

    private static final int PHASE = 300;

    private final QueueRepository queue;
    private final Claims claims;
    private final OperationTypes types;
    private final LocalOperations local;
    private final OperationLifecycle lifecycle;
    private final OperationFactory factory;
    private final OperationRunner runner;
    private final Slots slots;
    private final HeldOperations held;
    private final OperationMetrics metrics;
    private final Semaphore wake = new Semaphore(0);

    private final QueueProgress queued = new QueueProgress();

    /** Whether others may wait for the next slot that becomes free. */
    private volatile boolean backlog;

    /** Whether the next slot is asked for, and how many were given for the asking. */
    private final AtomicBoolean inLine = new AtomicBoolean();

    private final AtomicInteger inHand = new AtomicInteger();
    private final AtomicBoolean news = new AtomicBoolean();
    private volatile Runnable onQueued = () -> {};
    private volatile Supplier<Duration> pause = () -> Duration.ofSeconds(1);
    private volatile boolean running;
    private final Object claiming = new Object();
    private @Nullable Thread thread;

    Dispatcher(
            QueueRepository queue,
            Claims claims,
            OperationTypes types,
            LocalOperations local,
            OperationLifecycle lifecycle,
            OperationFactory factory,
            OperationRunner runner,
            Retries retries,
            Slots slots,
            HeldOperations held,
            OperationMetrics metrics) {
        this.queue = queue;
        this.claims = claims;
        this.types = types;
        this.local = local;
        this.lifecycle = lifecycle;
        this.factory = factory;
        this.runner = runner;
        this.slots = slots;
        this.held = held;
        held.onRoom(this::wake);
        retries.onDue(this::queued);
        this.metrics = metrics;
        metrics.slots(slots);
    }

    /** What to call when something has been queued here that this member has no slot for. */
    void onQueued(Runnable listener) {
        onQueued = listener;
    }

    /** How long to wait for somebody to tell before it looks by itself; a second unless set. */
    void lookEvery(Supplier<Duration> time) {
        pause = time;
    }

    /** Takes a slot for a new operation, unless others wait for it already. */
    boolean trySlot(SlotHolder holder) {
        return !backlog && slots.tryTakeBeyond(holder, queued.notLookedFor());
    }

    /** An operation is about to be queued: those that come after it must not overtake it. To be followed by the end of it. */
    void queueing() {
        queued.begin();
    }

    /** That operation is queued now, or will not be, or nobody knows. */
    void endQueueing() {
        queued.end();
        queued();
    }

    /** Something may have been left in the queue here: this member starts what it can and tells the others of the rest. */
    void queued() {
        news.set(true);
        wake();
        if (!running) announce();
    }

    private void announce() {
        if (news.getAndSet(false)) onQueued.run();
    }

    /** Something may have become claimable, and whoever has queued it has told all. */
    void wake() {
        wake.release();
    }

    /** Until then whoever waits for a slot in this process gets those that become free. */
    private void standInLine() {
        if (inLine.compareAndSet(false, true)) {
            slots.takeLater(() -> {
                inHand.incrementAndGet();
                inLine.set(false);
                wake();
                if (!running) giveBackWhatIsInHand();
            });
        }
    }

    private void giveBackWhatIsInHand() {
        slots.giveBack(inHand.getAndSet(0));
    }

    /** Repairs while nothing is between being claimed and being live, and no claim is left unanswered. */
    void betweenClaims(Runnable repair) {
        synchronized (claiming) {
            claims.settleAll();
            repair.run();
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
                var _ = wake.tryAcquire(pause.get().toMillis(), TimeUnit.MILLISECONDS);
                wake.drainPermits();
                dispatch();
            } catch (InterruptedException e) {
                LOG.debug("Nobody interrupts the dispatcher; it goes on");
            } catch (RuntimeException | Error e) {
                // Nothing may end this thread: whatever is queued depends on it.
                tell(e);
            } finally {
                giveBackWhatIsInHand();
            }
        }
    }

    private static void tell(Throwable thrown) {
        switch (DatabaseFault.of(thrown)) {
            case AWAY, COLLISION, HELD_UP -> LOG.debug("Nothing to claim while the database is away", thrown);
            case NO_PARTITION, REFUSED, UNEXPLAINED -> LOG.error("Failed to start queued operations", thrown);
        }
    }

    /** In rounds: where thousands are due at once, what has just been queued does not wait for them all. */
    private void dispatch() {
        var due = MAX_DUE;
        while (running && due == MAX_DUE) {
            claims.settle();
            due = queue.readyWhatIsDue(MAX_DUE);
            var before = queued.answered();
            // Looked for before slots are taken: while they are, new operations would have to queue.
            if (backlog || queue.hasReady(types.runnable(), held.room())) {
                claimAll();
            } else {
                queued.lookedFor(before);
                slots.holdBack(Set.of(), this::wake);
            }
        }
    }

    private void claimAll() {
        var tries = TRIES;
        while (running) {
            var before = queued.answered();
            try (var allotment = new Allotment(slots, inHand.getAndSet(0), MAX_CLAIM)) {
                if (allotment.isEmpty()) {
                    if (isFull()) return;
                    continue;
                }
                var claimed = startUpTo(allotment);
                tries = claimed.operations().isEmpty() ? tries - 1 : TRIES;
                if (!claimed.more() || tries == 0) {
                    // Operations that were queued since announce themselves, and count as waiting until then.
                    queued.lookedFor(before);
                    backlog = false;
                    holdBack(allotment);
                    return;
                }
            }
        }
    }

    /** From here on a slot that becomes free is ours, sooner or later. */
    private boolean isFull() {
        backlog = true;
        standInLine();
        var full = slots.isNoneFree();
        if (full) announce();
        return full;
    }

    /** An operation that waits for the share of its project or caller here may have a slot on another member. */
    private void holdBack(Allotment allotment) {
        slots.holdBack(allotment.heldBack(), this::wake);
        if (!allotment.heldBack().isEmpty()) announce();
    }

    /** Starts what there is. */
    private QueueRepository.Claimed startUpTo(Allotment allotment) {
        synchronized (claiming) {
            var claimed = claims.claim(allotment, held.room());
            metrics.claimed(claimed.operations().size());
            for (var row : claimed.operations()) {
                allotment.handOver(SlotHolder.of(row.header()));
                start(row, claimed.children().getOrDefault(row.header().id(), List.of()), claimed.owner());
            }
            return claimed;
        }
    }

    /** The slot of a parent is given back at once: its children take their own. */
    private void start(OperationRow row, List<OperationRow> children, UUID owner) {
        var operation = factory.claimed(row, children, owner);
        held.takeAnyway(operation);
        local.addFamily(operation);
        lifecycle.movesOn(operation.id());
        if (row.header().family().isParent()) {
            slots.giveBack(SlotHolder.of(row.header()), 1);
            operation.children().stream()
                    .filter(it -> it.status() == OperationStatus.CANCELLING)
                    .forEach(it -> it.live().requestCancel());
            runner.start(operation, OperationRunner.Slot.NOT_NEEDED);
        } else {
            runner.start(operation, OperationRunner.Slot.TAKEN);
        }
    }
}
