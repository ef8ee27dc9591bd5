package io.operations.operation;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.CannotCreateTransactionException;

/** What a failed transaction means for those who wait for it. */
enum DatabaseFault {
    /** The database cannot be reached or does not accept writes: try again until it does. */
    AWAY,
    /** Two transactions were in each other's way: try again at once. */
    COLLISION,
    /** No partition takes a row: make one, then try again. */
    NO_PARTITION,
    /** One of the writes cannot be done. */
    REFUSED;

    static DatabaseFault of(RuntimeException thrown) {
        var state = sqlState(thrown);
        if (state == null) {
            return thrown instanceof CannotCreateTransactionException ? AWAY : REFUSED;
        }
        if (state.equals("23514") && String.valueOf(rootMessage(thrown)).contains("no partition")) {
            return NO_PARTITION;
        }
        return switch (state.substring(0, 2)) {
            case "08", "25", "53", "57", "58" -> AWAY;
            case "40" -> COLLISION;
            default -> thrown instanceof CannotCreateTransactionException ? AWAY : REFUSED;
        };
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
