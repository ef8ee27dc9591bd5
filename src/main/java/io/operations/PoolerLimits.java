package io.operations;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;

/**
 * Limits of the server's side where a pooler stands between. A pooler in transaction mode keeps no setting of a session, so they
 * become settings of the service's own role in its own database. An operator's own settings for the role stay.
 */
final class PoolerLimits implements InitializingBean {

    private static final Logger LOG = LoggerFactory.getLogger(PoolerLimits.class);

    /** Those of {@code connection-init-sql} that suit every connection of the role, that of a migration too. */
    private static final Map<String, String> LIMITS = limits();

    private static final String PID = "SELECT pg_backend_pid()";

    private static final String IS_SET = """
            SELECT EXISTS (SELECT FROM pg_db_role_setting s, unnest(s.setconfig) AS config
                            WHERE s.setrole = (SELECT oid FROM pg_roles WHERE rolname = current_user)
                              AND config LIKE '%s=%%')""";

    private static final String SET = """
            DO $$ BEGIN
              EXECUTE format('ALTER ROLE %%I IN DATABASE %%I SET %s = %%L', current_user, current_database(), '%s');
            END $$""";

    private final DataSource database;

    PoolerLimits(DataSource database) {
        this.database = database;
    }

    private static Map<String, String> limits() {
        var limits = new LinkedHashMap<String, String>();
        limits.put("idle_in_transaction_session_timeout", "5s");
        limits.put("lock_timeout", "5s");
        limits.put("client_connection_check_interval", "2s");
        limits.put("tcp_user_timeout", "10s");
        limits.put("tcp_keepalives_idle", "5s");
        limits.put("tcp_keepalives_interval", "2s");
        limits.put("tcp_keepalives_count", "3");
        return limits;
    }

    @Override
    public void afterPropertiesSet() {
        try (var connection = database.getConnection()) {
            if (!isPooled(connection)) return;
            for (var limit : LIMITS.entrySet()) set(connection, limit.getKey(), limit.getValue());
        } catch (SQLException e) {
            LOG.warn("Limits for the database role behind a pooler are not set, see the README: {}", e.getMessage());
        }
    }

    /** A pooler tells its client another process than the server's own. */
    private static boolean isPooled(Connection connection) throws SQLException {
        if (!connection.isWrapperFor(PGConnection.class)) return false;
        var told = connection.unwrap(PGConnection.class).getBackendPID();
        try (var statement = connection.createStatement();
                var pid = statement.executeQuery(PID)) {
            return pid.next() && pid.getInt(1) != told;
        }
    }

    private static void set(Connection connection, String name, String value) throws SQLException {
        try (var statement = connection.createStatement()) {
            try (var set = statement.executeQuery(IS_SET.formatted(name))) {
                if (set.next() && set.getBoolean(1)) return;
            }
            statement.execute(SET.formatted(name, value));
            LOG.info("Behind a pooler: {} = {} is set for the role of the service in its database", name, value);
        }
    }
}
