package io.operations.benchmark;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * A transaction with a snapshot that stays: what dies meanwhile cannot be vacuumed. On a connection of its own, which nothing
 * closes for being idle.
 */
record HeldSnapshot(Connection connection) implements AutoCloseable {

    static HeldSnapshot take(HikariDataSource database) throws SQLException {
        var connection =
                DriverManager.getConnection(database.getJdbcUrl(), database.getUsername(), database.getPassword());
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute("SELECT 1 FROM active_operation LIMIT 1");
        }
        return new HeldSnapshot(connection);
    }

    /** Fails if it has been ended meanwhile. */
    void check() throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("SELECT 1");
        }
    }

    @Override
    public void close() throws SQLException {
        connection.rollback();
        connection.close();
    }
}
