package io.operations;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.exception.DatabaseException;
import liquibase.exception.LiquibaseException;
import liquibase.integration.spring.SpringLiquibase;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Liquibase, one member at a time from its first statement on: its own lock is a table, and two members that start on an
 * empty database would both create that. The lock lasts as long as a transaction, so it works through a pooler too.
 */
final class OrderlyMigration extends SpringLiquibase {

    private static final Logger LOG = LoggerFactory.getLogger(OrderlyMigration.class);

    // Others are not to end the transaction that holds the lock, however long the migration takes on another
    // connection.
    private static final String PATIENTLY =
            "SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0";

    // A change that waits for a table has everybody wait behind it, the members of the release before among them.
    private static final String BRIEFLY =
            "SET lock_timeout = '3s'; SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0";

    private static final String LOCKED = "55P03";
    private static final String CANCELLED = "57014";
    private static final String STOPPED = "asked to stop while it waited for the migration by another process.";
    private static final String NOT_MIGRATED = "the schema of the database is not that of this release, and"
            + " operations.migration.mode=elsewhere: let a process of this release migrate first, with the mode \"only\".";
    private static final int TRIES = 30;
    private static final Duration PAUSE = Duration.ofSeconds(3);

    // Whoever holds the lock above and finds this one taken finds what somebody left behind who was killed.
    private static final String UNLOCK = """
            DO $$ BEGIN
              IF to_regclass('databasechangeloglock') IS NOT NULL THEN
                UPDATE databasechangeloglock SET locked = false, lockgranted = NULL, lockedby = NULL WHERE locked;
              END IF;
            END $$""";

    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtext('operation-service migration'))";

    /** Raised by {@code conflict-scope.sql}, with the whole sentence as its message. */
    private static final String SCOPE_REFUSED = "OP001";

    private final MigrationSettings settings;
    private final @Nullable String runTimeRole;

    OrderlyMigration(DataSource database, String changeLog, ConflictSettings.Scope scope) throws SQLException {
        this(database, changeLog, scope, MigrationSettings.NONE);
    }

    /** @param database as the role that the service runs as, unless all that it does is to migrate */
    OrderlyMigration(DataSource database, String changeLog, ConflictSettings.Scope scope, MigrationSettings settings)
            throws SQLException {
        this.settings = settings;
        runTimeRole = runTimeRole(database, settings);
        setDataSource(new Patient(aside(database, settings)));
        setChangeLog(changeLog);
        setChangeLogParameters(Map.of("conflictScope", scope.word()));
    }

    /** Not of the pool, whose connections PostgreSQL closes when they pause in a transaction: that is what a slow start does. */
    private static DataSource aside(DataSource database, MigrationSettings settings) throws SQLException {
        if (!database.isWrapperFor(HikariDataSource.class)) return database;
        var pool = database.unwrap(HikariDataSource.class);
        var properties = new Properties();
        properties.putAll(pool.getDataSourceProperties());
        properties.put("ApplicationName", "operation-service migration");
        var aside = new DriverManagerDataSource(pool.getJdbcUrl(), properties);
        var isOwner = settings.username() != null && settings.mode() != MigrationSettings.Mode.ELSEWHERE;
        aside.setUsername(isOwner ? settings.username() : pool.getUsername());
        aside.setPassword(isOwner ? settings.password() : pool.getPassword());
        return aside;
    }

    private static @Nullable String runTimeRole(DataSource database, MigrationSettings settings) throws SQLException {
        if (settings.runTimeRole() != null || settings.username() == null) return settings.runTimeRole();
        if (settings.mode() != MigrationSettings.Mode.AT_START) return null;
        try (var connection = database.getConnection();
                var role = connection.createStatement().executeQuery("SELECT current_user")) {
            return role.next() ? role.getString(1) : null;
        }
    }

    @Override
    public void afterPropertiesSet() throws LiquibaseException {
        if (settings.mode() == MigrationSettings.Mode.ELSEWHERE) {
            requireMigrated();
            return;
        }
        try (var connection = getDataSource().getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(PATIENTLY);
            lock(statement);
            migrateInSpiteOfOthers();
            if (runTimeRole != null) new RunTimeRights(runTimeRole).grant(getDataSource());
            connection.rollback();
        } catch (SQLException e) {
            throw new DatabaseException("Waiting for the migration by another member failed", e);
        }
    }

    /** A process that is asked to end does not wait for the migration by another. */
    private static void lock(Statement statement) throws SQLException {
        var stop = new Thread(() -> cancel(statement), "stop-waiting");
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            statement.execute(LOCK);
            Runtime.getRuntime().removeShutdownHook(stop);
        } catch (SQLException e) {
            if (CANCELLED.equals(e.getSQLState())) throw new StartFailure(STOPPED, e);
            throw e;
        } catch (IllegalStateException e) {
            throw new StartFailure(STOPPED, e);
        }
    }

    private static void cancel(Statement waiting) {
        try {
            waiting.cancel();
        } catch (SQLException e) {
            LOG.debug("The wait for the migration by another process is over by itself", e);
        }
    }

    private void requireMigrated() throws LiquibaseException {
        try (var connection = getDataSource().getConnection();
                var liquibase = createLiquibase(connection)) {
            if (liquibase
                    .listUnrunChangeSets(new Contexts(), new LabelExpression())
                    .isEmpty()) return;
        } catch (LiquibaseException | SQLException e) {
            throw new StartFailure(NOT_MIGRATED, e);
        }
        throw new StartFailure(NOT_MIGRATED);
    }

    /** Change sets that are done stay done: each is a transaction of its own. */
    private void migrateInSpiteOfOthers() throws LiquibaseException, SQLException {
        for (var tries = 1; true; tries++) {
            try {
                unlock();
                super.afterPropertiesSet();
                return;
            } catch (LiquibaseException e) {
                requireScope(e);
                if (!isLocked(e)) throw e;
                if (tries == TRIES) {
                    throw new StartFailure(
                            "the migration does not get the lock of a table that others use, a backup perhaps.", e);
                }
                LOG.warn("The migration waits for a table that others use, and tries again in {} s", PAUSE.toSeconds());
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private static boolean isLocked(Throwable failure) {
        for (Throwable it = failure; it != null; it = it.getCause()) {
            if (it instanceof SQLException e && LOCKED.equals(e.getSQLState())) return true;
        }
        return false;
    }

    private static void requireScope(LiquibaseException failure) {
        for (Throwable it = failure; it != null; it = it.getCause()) {
            if (it instanceof PSQLException refusal && SCOPE_REFUSED.equals(refusal.getSQLState())) {
                throw new StartFailure(sentence(refusal), failure);
            }
        }
    }

    private static String sentence(PSQLException refusal) {
        var message = refusal.getServerErrorMessage();
        return String.valueOf(message == null ? refusal.getMessage() : message.getMessage());
    }

    /** Committed before Liquibase looks. */
    private void unlock() throws SQLException {
        try (var connection = getDataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(UNLOCK);
        }
    }

    /** A migration, and waiting for that of another member, may take longer than anything else. */
    private static final class Patient extends DelegatingDataSource {

        Patient(DataSource database) {
            super(database);
        }

        @Override
        public Connection getConnection() throws SQLException {
            var connection = super.getConnection();
            connection.setNetworkTimeout(Runnable::run, 0);
            try (var statement = connection.createStatement()) {
                statement.execute(BRIEFLY);
            }
            return connection;
        }
    }
}
