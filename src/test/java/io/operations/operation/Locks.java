package io.operations.operation;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;

/** What another session holds locked, as an administrator or a stalled member does, until this is closed. */
final class Locks implements AutoCloseable {

    private final Connection connection;

    private Locks(DataSource database) throws SQLException {
        connection = database.getConnection();
        connection.setAutoCommit(false);
        execute(
                "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0");
    }

    /** As {@code VACUUM FULL} and {@code ALTER TABLE} lock it. */
    static Locks ofTable(DataSource database) throws SQLException {
        return holding(database, "LOCK TABLE active_operation IN ACCESS EXCLUSIVE MODE");
    }

    static Locks ofRow(DataSource database, UUID id) throws SQLException {
        return holding(database, "SELECT FROM active_operation WHERE id = '" + id + "' FOR UPDATE");
    }

    /** Whatever this statement locks. */
    static Locks holding(DataSource database, String sql) throws SQLException {
        var locks = new Locks(database);
        locks.execute(sql);
        return locks;
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.rollback();
        connection.setAutoCommit(true);
        connection.close();
    }
}
