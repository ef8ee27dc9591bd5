package io.operations.release;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What came of executing recorded statements.
 *
 * @param steps    the same, with the numbers of rows that they changed or returned now
 * @param failures what PostgreSQL refused, and what changed or returned other numbers of rows
 */
record Replay(List<Step> steps, List<String> failures) {

    /** Without the errors that only follow from another one in the same transaction. */
    private static final String ABORTED = "25P02";

    static Replay of(List<Step> steps, Connection connection) throws SQLException {
        var replay = new Replay(new ArrayList<>(), new ArrayList<>());
        try (var statement = connection.createStatement()) {
            for (var step : steps) {
                replay.add(step, statement);
            }
        }
        return replay;
    }

    private void add(Step step, Statement statement) throws SQLException {
        try {
            var now = step.isPreparable() ? step.with(execute(step, statement)) : plain(step, statement);
            steps.add(now);
            if (step.rows() != null && !step.rows().equals(now.rows())) {
                failures.add("%s rows, not %s: %s".formatted(now.rows(), step.rows(), step.commands()));
            }
        } catch (SQLException e) {
            if (!ABORTED.equals(e.getSQLState())) failures.add(e.getMessage() + ": " + step.commands());
        }
        forget(statement);
    }

    private static void forget(Statement statement) {
        try {
            statement.execute("DEALLOCATE ALL");
        } catch (SQLException e) {
            // Of a transaction that was aborted: it is forgotten the next time.
        }
    }

    private static Step plain(Step step, Statement statement) throws SQLException {
        statement.execute(step.sql());
        return step;
    }

    private static int execute(Step step, Statement statement) throws SQLException {
        var commands = step.commands();
        statement.execute(commands.getFirst());
        if (!statement.execute(commands.getLast())) {
            return statement.getUpdateCount();
        }
        var count = 0;
        try (var rows = statement.getResultSet()) {
            while (rows.next()) {
                count++;
            }
        }
        return count;
    }
}
