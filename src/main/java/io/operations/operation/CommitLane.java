package io.operations.operation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One commit after the other, of what has gathered meanwhile: by a thread of its own, or by a caller who is alone.
 *
 * <p>When the database is away, inserts are given up at once, for nobody has been told of them; everything else stays and
 * is written when it is back. There is at most one such write for each live operation.
 */
final class CommitLane {

    private static final Logger LOG = LoggerFactory.getLogger(CommitLane.class);
    private static final int MAX_BATCH = 1_000;
    private static final int MAX_COLLISIONS = 3;
    private static final Duration RETRY_PAUSE = Duration.ofMillis(200);

    private final String name;
    private final NamedParameterJdbcOperations jdbc;
    private final TransactionTemplate transaction;

    /** For what commits by itself: no transaction around it. */
    private final TransactionTemplate none;

    private final Partitions partitions;
    private final LinkedBlockingDeque<Write> queue = new LinkedBlockingDeque<>();
    private final OperationMetrics metrics;
    private final Outage outage;
    private volatile boolean running;
    private volatile boolean ended = true;
    private volatile @Nullable Thread thread;

    /** Whose turn it is to commit. */
    private final ReentrantLock turn = new ReentrantLock();

    // Of whoever's turn it is.
    private boolean madePartitions;
    private int collisions;
    private final HeldUp heldUp;
    private final Portions portions;

    CommitLane(
            String name,
            NamedParameterJdbcOperations jdbc,
            PlatformTransactionManager transactions,
            Partitions partitions,
            OperationMetrics metrics,
            Outage outage) {
        this.name = name;
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.none = new TransactionTemplate(transactions);
        this.none.setPropagationBehavior(TransactionDefinition.PROPAGATION_SUPPORTS);
        this.partitions = partitions;
        this.metrics = metrics;
        this.outage = outage;
        this.heldUp = new HeldUp(part -> new WriteBatch(jdbc, part).locked(), transaction, () -> running);
        this.portions = new Portions(transaction);
    }

    /** Hands a write over; its own future tells the result. */
    <W extends Write> W submit(W write) {
        if (running) {
            enqueue(write);
        } else {
            write.fail(stopping());
        }
        return write;
    }

    /**
     * The same for somebody who waits for it: who is alone commits on the own thread. To another thread and back takes as long as
     * half a commit.
     */
    <W extends Write> W submitAndWait(W write) {
        if (!running || !isQuiet() || !turn.tryLock()) return submit(write);
        try {
            commit(List.of(write));
        } finally {
            turn.unlock();
        }
        return write;
    }

    /**
     * A virtual thread has to be woken for each answer of PostgreSQL as well, and an interrupt would cut it off from there. What is
     * written here is not part of a transaction that a caller has begun.
     */
    private boolean isQuiet() {
        return queue.isEmpty()
                && !Thread.currentThread().isVirtual()
                && !Thread.currentThread().isInterrupted()
                && !TransactionSynchronizationManager.isSynchronizationActive();
    }

    private void enqueue(Write write) {
        queue.add(write);
        if (ended) {
            // The writer ended between the two; it may or may not have seen this one.
            failAll();
        }
    }

    /** Writes that wait for a commit, or for the database. */
    int waiting() {
        return queue.size() + heldUp.size();
    }

    synchronized void start() {
        if (!running) {
            ended = false;
            running = true;
            thread = Thread.ofPlatform().name(name).daemon().start(this::commitUntilStopped);
        }
    }

    /** Writes what has been handed over, as long as the database is there, then ends. */
    synchronized void stop() {
        running = false;
        var writer = thread;
        if (writer == null) {
            return;
        }
        queue.add(new Write.Wake());
        try {
            writer.join();
            thread = null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isRunning() {
        return running;
    }

    private void commitUntilStopped() {
        while (running || !queue.isEmpty() || !heldUp.isEmpty()) {
            var batch = new ArrayList<>(awaitFirst());
            turn.lock();
            try {
                queue.drainTo(batch, MAX_BATCH - batch.size());
                commit(batch);
            } finally {
                turn.unlock();
            }
        }
        ended = true;
        failAll();
    }

    private void failAll() {
        for (var write = queue.poll(); write != null; write = queue.poll()) {
            write.fail(stopping());
        }
    }

    private static RuntimeException stopping() {
        return new OperationException.Unavailable("Service is shutting down");
    }

    private List<Write> awaitFirst() {
        try {
            var first = queue.poll(heldUp.nanosUntilDue(), TimeUnit.NANOSECONDS);
            return first == null ? List.of() : List.of(first);
        } catch (InterruptedException e) {
            LOG.debug("Nobody interrupts the writer; it goes on");
            return List.of();
        }
    }

    /** Commits the writes together, or, where one of them cannot be done, in parts that keep their order. */
    private void commit(List<Write> gathered) {
        madePartitions = false;
        collisions = 0;
        var due = heldUp.takeDue();
        var parts = new Parts(Stream.concat(due.stream(), gathered.stream()).toList());
        while (!parts.isEmpty()) {
            var part = heldUp.passing(parts.next());
            if (!part.isEmpty()) commit(part, parts);
        }
        heldUp.endRound();
    }

    private void commit(List<Write> part, Parts rest) {
        var batch = new WriteBatch(jdbc, part);
        try {
            portions.moveChildren(batch);
            (batch.commitsByItself() ? none : transaction).executeWithoutResult(_ -> batch.execute());
        } catch (RuntimeException | Error e) {
            // Nothing may end this thread: all operations of this member depend on it.
            portions.failed();
            recover(part, rest, e);
            return;
        }
        metrics.committed(part.size());
        outage.noteBack();
        heldUp.committed();
        portions.committed();
        batch.deliver();
    }

    private void recover(List<Write> part, Parts rest, Throwable reason) {
        switch (DatabaseFault.of(reason)) {
            case AWAY -> keepForLater(part, rest, reason);
            case COLLISION -> tryAgain(part, rest, reason);
            case NO_PARTITION -> makePartitions(part, rest, reason);
            case HELD_UP -> heldUp.recover(part, rest, reason);
            case UNEXPLAINED -> recoverUnexplained(part, rest, reason);
            case REFUSED -> rest.isolate(part, reason);
        }
    }

    /** At once, but not without end: others may be in the way for longer. */
    private void tryAgain(List<Write> part, Parts rest, Throwable reason) {
        if (++collisions > MAX_COLLISIONS) {
            heldUp.recover(part, rest, reason);
        } else {
            rest.again(part);
        }
    }

    /** Whoever waits for an insert is told; what has ended is written when that can be done. */
    private void recoverUnexplained(List<Write> part, Parts rest, Throwable reason) {
        if (part.getFirst() instanceof Write.Insert) {
            rest.isolate(part, reason);
        } else {
            heldUp.recover(part, rest, reason);
        }
    }

    private void makePartitions(List<Write> part, Parts rest, Throwable reason) {
        if (madePartitions) {
            // They were made for just these.
            rest.isolate(part, reason);
            return;
        }
        try {
            partitions.makeFor(Parts.ends(part));
            madePartitions = true;
            rest.again(part);
        } catch (RuntimeException e) {
            keepForLater(part, rest, e);
        }
    }

    private void keepForLater(List<Write> part, Parts rest, Throwable reason) {
        outage.noteAway(reason);
        var nobodyThere = reason instanceof CannotCreateTransactionException
                || reason instanceof CannotGetJdbcConnectionException;
        var unknown = !nobodyThere && !DatabaseFault.isAnswered(reason);
        // Back to the front: of two writes of one operation the later one must stay the later one.
        rest.takeAll().reversed().forEach(it -> keepOrGiveUp(it, false));
        part.reversed().forEach(it -> keepOrGiveUp(it, unknown));
        if (nobodyThere) {
            refuseInserts();
        }
        // Whoever commits here its own has nothing to try again.
        if (Thread.currentThread() == thread) LockSupport.parkNanos(RETRY_PAUSE.toNanos());
    }

    /** Those behind more than one commit takes would wait for the next try, and that for a connection. */
    private void refuseInserts() {
        var inserts = new ArrayList<Write>();
        queue.removeIf(it -> it instanceof Write.Insert && inserts.add(it));
        inserts.forEach(it -> it.fail(new OperationException.Unavailable("Database is not available")));
    }

    /** @param unknown whether it may be committed all the same: no answer came */
    private void keepOrGiveUp(Write write, boolean unknown) {
        if (!running) {
            write.fail(new OperationException.Unavailable("Database is not available"));
        } else if (!(write instanceof Write.Insert insert)) {
            queue.addFirst(write);
        } else if (unknown) {
            insert.result().complete(Write.Insertion.UNKNOWN);
        } else {
            insert.fail(new OperationException.Unavailable("Database is not available"));
        }
    }
}
