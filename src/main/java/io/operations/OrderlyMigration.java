package io.operations;

import java.sql.SQLException;
import javax.sql.DataSource;
import liquibase.exception.DatabaseException;
import liquibase.exception.LiquibaseException;
import liquibase.integration.spring.SpringLiquibase;

/**
 * Liquibase, one member at a time from its first statement on: its own lock is a table, and two members that start on an
 * empty database would both create that. The lock lasts as long as a transaction, so it works through a pooler too.
 */
final class OrderlyMigration extends SpringLiquibase {

    // Others are not to end the transaction that holds the lock, however long the migration takes on another
    // connection.
    private static final String PATIENTLY = "SET LOCAL idle_in_transaction_session_timeout = 0";

    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtext('operation-service migration'))";

    OrderlyMigration(DataSource database, String changeLog) {
        setDataSource(database);
        setChangeLog(changeLog);
    }

    @Override
    public void afterPropertiesSet() throws LiquibaseException {
        try (var connection = getDataSource().getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(PATIENTLY);
            statement.execute(LOCK);
            super.afterPropertiesSet();
            connection.rollback();
        } catch (SQLException e) {
            throw new DatabaseException("Waiting for the migration by another member failed", e);
        }
    }
}
