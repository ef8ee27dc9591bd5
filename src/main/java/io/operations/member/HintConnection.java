package io.operations.member;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection that only listens. */
final class HintConnection implements AutoCloseable {

    /** How long it may be silent before it is asked whether it still lives, and how long it may take to answer. */
    private static final Duration SILENCE = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(HintConnection.class);

    private final Connection connection;
    private final PGConnection notifications;
    private long heardAt = System.nanoTime();

    private HintConnection(Connection connection) throws SQLException {
        this.connection = connection;
        this.notifications = connection.unwrap(PGConnection.class);
    }

    static HintConnection open(String url, Properties properties) throws SQLException {
        var connection = DriverManager.getConnection(url, properties);
        try (var statement = connection.createStatement()) {
            statement.execute("LISTEN " + HintRepository.CHANNEL);
            return new HintConnection(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** What has come, waiting for it at most so long. */
    List<String> next(Duration wait) throws SQLException {
        var heard = notifications.getNotifications(Math.toIntExact(wait.toMillis()));
        if (heard == null || heard.length == 0) {
            requireAlive();
            return List.of();
        }
        heardAt = System.nanoTime();
        return Arrays.stream(heard).map(PGNotification::getParameter).toList();
    }

    /** A broken network is silent too. */
    private void requireAlive() throws SQLException {
        if (System.nanoTime() - heardAt < SILENCE.toNanos()) return;
        if (!connection.isValid(Math.toIntExact(TimeUnit.SECONDS.convert(SILENCE)))) {
            throw new SQLException("The listening connection does not answer");
        }
        heardAt = System.nanoTime();
    }

    /** Ends it from another thread, whatever it is waiting for. */
    void abort() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.debug("A connection was broken already", e);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
