package io.operations.operation;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.boot.jdbc.DataSourceUnwrapper;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The share of the connection pool that callers who read may use. The rest is left to what accepts, starts and ends
 * operations: slow reads cannot stop it, however many callers read.
 */
@Component
class Readers {

    /** Connections that no reader takes: for inserts, for ends, for claims, and for housekeeping. */
    private static final int RESERVED = 4;

    /** Connections of a pool whose size is not known. */
    private static final int USUAL = 10;

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Semaphore places;

    Readers(DataSource database) {
        places = new Semaphore(places(poolSize(database)), true);
    }

    private static int poolSize(DataSource database) {
        var pool = DataSourceUnwrapper.unwrap(database, HikariDataSource.class);
        return pool == null ? USUAL : pool.getMaximumPoolSize();
    }

    /** A small pool is halved. */
    static int places(int connections) {
        return Math.max(1, Math.max(connections - RESERVED, connections / 2));
    }

    /**
     * Reads, as soon as there is a place. What reads in the middle of a transaction has its connection already.
     *
     * @throws OperationException.Unavailable if other readers kept all places for three seconds
     */
    <T> T read(Supplier<T> query) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) return query.get();
        enter();
        try {
            return query.get();
        } finally {
            places.release();
        }
    }

    private void enter() {
        try {
            if (places.tryAcquire(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new OperationException.Unavailable("Too many callers are reading; try again");
    }
}
