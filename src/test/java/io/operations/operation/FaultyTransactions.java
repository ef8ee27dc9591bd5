package io.operations.operation;

import java.net.ConnectException;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.TransactionSystemException;

/** Real transactions whose commits, when a test says so, are not heard of: the connection breaks before or after them. */
final class FaultyTransactions implements PlatformTransactionManager {

    private final PlatformTransactionManager real;
    private final AtomicInteger tried = new AtomicInteger();
    private final AtomicInteger unreachable = new AtomicInteger();
    private volatile boolean away;
    private volatile CountDownLatch answered = new CountDownLatch(0);
    private final AtomicInteger breakBefore = new AtomicInteger();
    private final AtomicInteger breakAfter = new AtomicInteger();
    private volatile @Nullable BooleanSupplier breakAfterFirst;

    FaultyTransactions(PlatformTransactionManager real) {
        this.real = real;
    }

    /** The next so many transactions cannot even begin. */
    void refuseNext(int transactions) {
        unreachable.set(transactions);
    }

    /** No transaction can begin until told otherwise. */
    void away(boolean now) {
        away = now;
    }

    /** No transaction begins or fails to begin until the returned latch is counted down. */
    CountDownLatch silence() {
        answered = new CountDownLatch(1);
        return answered;
    }

    /** How many were to begin. */
    int tried() {
        return tried.get();
    }

    /** The next commit does not happen, and nobody is told. */
    void loseNextCommit() {
        breakBefore.set(1);
    }

    /** The next commit happens, but nobody is told. */
    void loseNextAnswer() {
        breakAfter.set(1);
    }

    /** The same of the first transaction that makes this true, as it sees it. */
    void loseAnswerOfFirst(BooleanSupplier wanted) {
        breakAfterFirst = wanted;
    }

    @Override
    public TransactionStatus getTransaction(@Nullable TransactionDefinition definition) {
        tried.incrementAndGet();
        awaitAnswer();
        if (away || took(unreachable)) {
            throw new CannotCreateTransactionException("No connection", new ConnectException());
        }
        // What is one statement needs no transaction, but for a commit that does not happen.
        return real.getTransaction(breakBefore.get() > 0 ? TransactionDefinition.withDefaults() : definition);
    }

    @Override
    public void commit(TransactionStatus status) {
        if (took(breakBefore)) {
            real.rollback(status);
            throw broken();
        }
        var isWanted = breakAfterFirst != null && breakAfterFirst.getAsBoolean();
        real.commit(status);
        if (isWanted) {
            breakAfterFirst = null;
        }
        if (isWanted || took(breakAfter)) {
            throw broken();
        }
    }

    @Override
    public void rollback(TransactionStatus status) {
        real.rollback(status);
    }

    private void awaitAnswer() {
        try {
            answered.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean took(AtomicInteger faults) {
        return faults.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    private static TransactionSystemException broken() {
        return new TransactionSystemException(
                "JDBC commit failed", new SQLException("An I/O error occurred while sending to the backend.", "08006"));
    }
}
