package io.operations.operation;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionSystemException;

/** What a failed transaction means for those who wait for it. */
public enum DatabaseFault {
    /** The database cannot be reached or does not accept writes: try again until it does. */
    AWAY,
    /** Two transactions were in each other's way: try again at once. */
    COLLISION,
    /** No partition takes a row: make one, then try again. */
    NO_PARTITION,
    /** A lock, a time limit, memory or an administrator was in the way of a statement: try again later, apart from others. */
    HELD_UP,
    /** PostgreSQL refused the values of one of the writes. */
    REFUSED,
    /** PostgreSQL refused for a reason that need not lie in what is written. */
    UNEXPLAINED;

    /** A lock that was not to be had in the time set for it. */
    private static final String LOCKED = "55P03";

    /**
     * A statement that ran out of its time or was cancelled, a lock, an object in use, a transaction that ran out of its time,
     * and no memory for one statement: what is smaller, or comes later, may pass.
     */
    private static final Set<String> PASSING = Set.of("57014", LOCKED, "55006", "25P04", "53200", "53400");

    /** Whether this failure says that the database cannot be reached or does not accept work just now. */
    public static boolean isAway(RuntimeException thrown) {
        if (!(thrown instanceof DataAccessException || thrown instanceof TransactionException)) return false;
        var fault = of(thrown);
        return fault == AWAY || fault == HELD_UP;
    }

    /** Whether somebody else held a lock for longer than it was to be waited for. */
    static boolean isLocked(RuntimeException thrown) {
        return LOCKED.equals(sqlState(thrown));
    }

    /**
     * Whether PostgreSQL answered with an error and kept the connection. Such a transaction is certain not to be committed. A
     * connection that broke, or that the server ended, may have committed before.
     */
    static boolean isAnswered(Throwable thrown) {
        if (thrown instanceof TransactionSystemException rollback && rollback.getApplicationException() != null) {
            return isAnswered(rollback.getApplicationException());
        }
        var answered = false;
        for (Throwable it = thrown; it != null; it = it.getCause()) {
            if (it instanceof SQLException failure) {
                if (isEndOfConnection(failure)) return false;
                answered |= failure instanceof PSQLException e && e.getServerErrorMessage() != null;
            }
        }
        return answered;
    }

    /** After a fatal error the driver adds that it could not read on. */
    private static boolean isEndOfConnection(SQLException failure) {
        for (SQLException it = failure; it != null; it = it.getNextException()) {
            var state = String.valueOf(it.getSQLState());
            if (state.startsWith("08") || state.startsWith("57P")) return true;
        }
        return false;
    }

    static DatabaseFault of(Throwable thrown) {
        if (thrown instanceof TransactionSystemException rollback && rollback.getApplicationException() != null) {
            // A broken connection cannot roll back either, and that says less than why it had to.
            return of(rollback.getApplicationException());
        }
        var state = sqlState(thrown);
        if (state == null) {
            return isWithoutConnection(thrown) ? AWAY : REFUSED;
        }
        if (state.equals("23514") && String.valueOf(rootMessage(thrown)).contains("no partition")) {
            return NO_PARTITION;
        }
        if (PASSING.contains(state)) {
            return HELD_UP;
        }
        return switch (state.substring(0, 2)) {
            case "08", "25", "53", "57", "58" -> AWAY;
            case "40" -> COLLISION;
            case "22", "23", "54" -> REFUSED;
            default -> isWithoutConnection(thrown) ? AWAY : UNEXPLAINED;
        };
    }

    private static boolean isWithoutConnection(Throwable thrown) {
        return thrown instanceof CannotCreateTransactionException
                || thrown instanceof CannotGetJdbcConnectionException
                // A commit that failed, and then the rollback: the connection is closed and no longer knows why.
                || thrown instanceof TransactionSystemException;
    }

    private static @Nullable String sqlState(Throwable thrown) {
        for (Throwable it = thrown; it != null; it = it.getCause()) {
            if (it instanceof SQLException e
                    && e.getSQLState() != null
                    && e.getSQLState().length() == 5) {
                return e.getSQLState();
            }
        }
        return null;
    }

    private static @Nullable String rootMessage(Throwable thrown) {
        var cause = thrown.getCause();
        return cause == null ? thrown.getMessage() : rootMessage(cause);
    }
}
