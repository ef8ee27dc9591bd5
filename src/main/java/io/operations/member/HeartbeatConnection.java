package io.operations.member;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SmartDataSource;
import org.springframework.stereotype.Component;

/**
 * A connection for heartbeats and nothing else. Whoever uses up the others, or runs a long statement, does not make this member
 * look dead; and what does not answer in time is given up while there is still time for another try. It is opened anew by
 * whoever finds it broken: a pool waits longer and longer between its tries, which is time that a member does not have.
 */
@Component
class HeartbeatConnection implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(HeartbeatConnection.class);

    /** So many tries in vain fit into the time after which a member is given up. */
    private static final int TRIES = 4;

    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final DataSource database;
    private final @Nullable Kept own;

    HeartbeatConnection(DataSource database, MemberSettings settings) throws SQLException {
        this.database = database;
        this.own = database.isWrapperFor(HikariDataSource.class)
                ? own(database.unwrap(HikariDataSource.class), patience(settings))
                : null;
    }

    /** How long one try may take. */
    static Duration patience(MemberSettings settings) {
        var patience = settings.offlineThreshold().dividedBy(TRIES);
        return patience.compareTo(LONGEST) < 0 ? patience : LONGEST;
    }

    private static Kept own(HikariDataSource database, Duration patience) {
        var seconds = Math.toIntExact(Math.max(1, patience.toSeconds()));
        var properties = new Properties();
        properties.putAll(database.getDataSourceProperties());
        if (database.getUsername() != null) properties.put("user", database.getUsername());
        if (database.getPassword() != null) properties.put("password", database.getPassword());
        properties.put("socketTimeout", Integer.toString(seconds));
        properties.put("connectTimeout", Integer.toString(seconds));
        properties.put("ApplicationName", "operation-service heartbeat");
        return new Kept(JdbcUrl.withoutTimeouts(database.getJdbcUrl()), properties, seconds, database);
    }

    DataSource dataSource() {
        return own == null ? database : own;
    }

    /** After any failure the next heartbeat connects anew, perhaps to another server. */
    void failed(SQLException reason) {
        if (own != null) own.drop(reason);
    }

    /** The process of PostgreSQL that this connection was told of; 0 where none is kept. */
    int backend() {
        if (own == null) return 0;
        try {
            return own.getConnection().unwrap(PGConnection.class).getBackendPID();
        } catch (SQLException e) {
            throw new CannotGetJdbcConnectionException("No connection for heartbeats", e);
        }
    }

    @Override
    public void destroy() throws SQLException {
        if (own != null) own.close();
    }

    /** For one thread after the other: who starts or leaves has no heartbeat under way. */
    private static final class Kept extends DriverManagerDataSource implements SmartDataSource {

        private final int seconds;
        private final HikariDataSource pool;
        private @Nullable Connection kept;

        Kept(String url, Properties properties, int seconds, HikariDataSource pool) {
            super(url, properties);
            this.seconds = seconds;
            this.pool = pool;
        }

        @Override
        public synchronized Connection getConnection() throws SQLException {
            var current = kept;
            if (current == null || !current.isValid(seconds)) {
                close();
                current = super.getConnection();
                kept = current;
            }
            return current;
        }

        @Override
        public boolean shouldClose(Connection connection) {
            return false;
        }

        /** What leads to a standby answers {@code isValid}, and never takes a heartbeat. The pool is to hear of that too. */
        void drop(SQLException reason) {
            var override = pool.getExceptionOverride();
            if (override != null) override.adjudicate(reason);
            try {
                close();
            } catch (SQLException e) {
                LOG.debug("The connection was broken already", e);
            }
        }

        synchronized void close() throws SQLException {
            var dropped = kept;
            kept = null;
            if (dropped != null) dropped.close();
        }
    }
}
