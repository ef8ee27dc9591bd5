package io.operations;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import liquibase.exception.DatabaseException;
import liquibase.exception.LiquibaseException;
import liquibase.integration.spring.SpringLiquibase;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Liquibase, one member at a time from its first statement on: its own lock is a table, and two members that start on an
 * empty database would both create that. The lock lasts as long as a transaction, so it works through a pooler too.
 */
final class OrderlyMigration extends SpringLiquibase {

    // Others are not to end the transaction that holds the lock, however long the migration takes on another
    // connection.
    private static final String PATIENTLY = "SET LOCAL idle_in_transaction_session_timeout = 0";

    // Whoever holds the lock above and finds this one taken finds what somebody left behind who was killed.
    private static final String UNLOCK = """
            DO $$ BEGIN
              IF to_regclass('databasechangeloglock') IS NOT NULL THEN
                UPDATE databasechangeloglock SET locked = false, lockgranted = NULL, lockedby = NULL WHERE locked;
              END IF;
            END $$""";

    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtext('operation-service migration'))";

    OrderlyMigration(DataSource database, String changeLog) throws SQLException {
        setDataSource(new Patient(aside(database)));
        setChangeLog(changeLog);
    }

    /** Not of the pool, whose connections PostgreSQL closes when they pause in a transaction: that is what a slow start does. */
    private static DataSource aside(DataSource database) throws SQLException {
        if (!database.isWrapperFor(HikariDataSource.class)) return database;
        var pool = database.unwrap(HikariDataSource.class);
        var aside = new DriverManagerDataSource(pool.getJdbcUrl(), pool.getDataSourceProperties());
        aside.setUsername(pool.getUsername());
        aside.setPassword(pool.getPassword());
        return aside;
    }

    @Override
    public void afterPropertiesSet() throws LiquibaseException {
        try (var connection = getDataSource().getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(PATIENTLY);
            statement.execute(LOCK);
            unlock();
            super.afterPropertiesSet();
            connection.rollback();
        } catch (SQLException e) {
            throw new DatabaseException("Waiting for the migration by another member failed", e);
        }
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
            return connection;
        }
    }
}
