package io.operations;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empties the pool when PostgreSQL refuses a write because it is read-only. After a failover the name of the database may have led
 * to a standby for a moment. Connections that were made then live for half an hour, and each read on them tells of the past.
 */
final class StandbyEviction implements SQLExceptionOverride {

    private static final Logger LOG = LoggerFactory.getLogger(StandbyEviction.class);
    private static final String READ_ONLY = "25006";

    /** A database that stays read-only is not asked for a new pool with each write. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final HikariDataSource pool;
    private final AtomicLong evictedAt = new AtomicLong(System.nanoTime() - PAUSE.toNanos());

    StandbyEviction(HikariDataSource pool) {
        this.pool = pool;
    }

    @java.lang.Override
    public SQLExceptionOverride.Override adjudicate(SQLException failure) {
        if (READ_ONLY.equals(failure.getSQLState()) && isTimeToEvict()) {
            LOG.debug("The database is read-only, all connections are made anew", failure);
            var connections = pool.getHikariPoolMXBean();
            if (connections != null) connections.softEvictConnections();
        }
        return SQLExceptionOverride.Override.CONTINUE_EVICT;
    }

    private boolean isTimeToEvict() {
        var last = evictedAt.get();
        var now = System.nanoTime();
        return now - last >= PAUSE.toNanos() && evictedAt.compareAndSet(last, now);
    }
}
