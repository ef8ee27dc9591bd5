package io.operations.operation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes of many callers in one commit. While a commit is under way, others gather; they share the next one. There is no
 * timer: a lone caller waits for its own commit only.
 *
 * <p>When the database is away, inserts fail at once, for nobody has been told of them; everything else stays and is
 * written when it is back. There is at most one such write for each live operation.
 */
@Component
class GroupCommit implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
    private static final int MAX_BATCH = 1_000;
    private static final Duration RETRY_PAUSE = Duration.ofMillis(200);

    /** Starts before, and stops after, everything that writes. */
    static final int PHASE = 100;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Partitions partitions;
    private final LinkedBlockingDeque<Write> queue = new LinkedBlockingDeque<>();
    private final OperationMetrics metrics;
    private volatile boolean running;
    private boolean away;
    private Thread thread = Thread.currentThread();

    GroupCommit(
            JdbcClient jdbc, PlatformTransactionManager transactions, Partitions partitions, OperationMetrics metrics) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.partitions = partitions;
        this.metrics = metrics;
    }

    /** Hands a write over; its own future tells the result. */
    <W extends Write> W submit(W write) {
        if (running) {
            queue.add(write);
        } else {
            write.fail(new OperationException.Unavailable("Service is shutting down"));
        }
        return write;
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().name("group-commit").daemon().start(this::commitUntilStopped);
    }

    /** Writes what has been handed over, as long as the database is there, then ends. */
    @Override
    public void stop() {
        running = false;
        queue.add(new Write.Wake());
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

    private void commitUntilStopped() {
        while (running || !queue.isEmpty()) {
            commit(gather());
        }
    }

    private List<Write> gather() {
        var batch = new ArrayList<Write>();
        try {
            batch.add(queue.take());
            queue.drainTo(batch, MAX_BATCH - 1);
        } catch (InterruptedException e) {
            LOG.debug("Nobody interrupts the writer; it goes on");
        }
        return batch;
    }

    private void commit(List<Write> writes) {
        if (writes.isEmpty()) {
            return;
        }
        try {
            var batch = new WriteBatch(jdbc, writes);
            transaction.executeWithoutResult(_ -> batch.execute());
            metrics.committed(writes.size());
            noteBack();
            batch.deliver();
        } catch (RuntimeException e) {
            recover(writes, e);
        }
    }

    private void recover(List<Write> writes, RuntimeException reason) {
        switch (DatabaseFault.of(reason)) {
            case AWAY -> keepForLater(writes, reason);
            case COLLISION -> commit(writes);
            case NO_PARTITION -> {
                partitions.makeAhead();
                commit(writes);
            }
            case REFUSED -> isolate(writes, reason);
        }
    }

    /** One write that cannot be done must not take the others with it. */
    private void isolate(List<Write> writes, RuntimeException reason) {
        if (writes.size() == 1) {
            writes.getFirst().fail(reason);
        } else {
            writes.forEach(it -> commit(List.of(it)));
        }
    }

    private void keepForLater(List<Write> writes, RuntimeException reason) {
        noteAway(reason);
        for (var write : writes.reversed()) {
            if (write instanceof Write.Insert || !running) {
                write.fail(new OperationException.Unavailable("Database is not available"));
            } else {
                // Back to the front: of two changes of one operation the later one must stay the later one.
                queue.addFirst(write);
            }
        }
        LockSupport.parkNanos(RETRY_PAUSE.toNanos());
    }

    private void noteAway(RuntimeException reason) {
        if (!away) {
            LOG.error("The database is away: {}", reason.getMessage());
        }
        away = true;
    }

    private void noteBack() {
        if (away) {
            LOG.info("The database is back");
        }
        away = false;
    }
}
