package io.operations.benchmark;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * How long backends of PostgreSQL waited for locks while something went on, as they themselves say. A wait is seen only while
 * it lasts.
 *
 * @param longestMillis that one backend had waited for one lock when it was seen; 0 if none was
 * @param kind          of that lock, in the words of PostgreSQL
 * @param seen          looks that found somebody waiting
 * @param looks         on a connection of their own, a millisecond after each other
 */
record LockWaits(double longestMillis, String kind, int seen, int looks) {

    private static final long PAUSE_NANOS = 1_000_000;

    private static final String LONGEST = """
            SELECT EXTRACT(EPOCH FROM clock_timestamp() - waitstart) * 1000, locktype
              FROM pg_locks WHERE NOT granted AND waitstart IS NOT NULL ORDER BY waitstart LIMIT 1""";

    static LockWaits during(HikariDataSource database, Stage.Load load) throws Exception {
        var over = new AtomicBoolean();
        try (var connection = DriverManager.getConnection(
                        database.getJdbcUrl(), database.getUsername(), database.getPassword());
                var executor = Executors.newSingleThreadExecutor()) {
            var waits = executor.submit(() -> look(connection, over));
            try {
                load.schedule();
            } finally {
                over.set(true);
            }
            return waits.get();
        }
    }

    private static LockWaits look(Connection connection, AtomicBoolean over) throws SQLException {
        var waits = new LockWaits(0, "", 0, 0);
        try (var statement = connection.prepareStatement(LONGEST)) {
            while (!over.get()) {
                try (var row = statement.executeQuery()) {
                    waits = row.next() ? waits.with(row.getDouble(1), row.getString(2)) : waits.with(0, "");
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        return waits;
    }

    private LockWaits with(double millis, String lock) {
        var isLonger = millis > longestMillis;
        return new LockWaits(
                isLonger ? millis : longestMillis, isLonger ? lock : kind, millis > 0 ? seen + 1 : seen, looks + 1);
    }
}
