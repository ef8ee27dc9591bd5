package io.operations.operation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Mends what a clock that was ahead has left in the history: ends in the future, and partitions that reach so far into it that they
 * cannot be dropped.
 */
@Repository
class HistoryRepairRepository {

    private static final Duration AHEAD = Duration.ofMinutes(1);
    private static final int PORTION = 10_000;

    /** A family is kept together, by the end of its parent. A row of an operation that was accepted in the future stays. */
    private static final String END_NOW = """
            UPDATE final_operation
               SET finished_at = :now, updated_at = CASE WHEN updated_at > :now THEN :now ELSE updated_at END
             WHERE id = ANY (ARRAY(
                   SELECT id FROM final_operation WHERE finished_at > :ahead AND created_at <= :now LIMIT :portion))
               AND finished_at > :ahead""";

    /** From where the last portion ended: what is dead is not looked at again. */
    private static final String DELETE_EXPIRED = """
            WITH gone AS (
            DELETE FROM %1$s WHERE ctid = ANY (ARRAY(
                   SELECT ctid FROM %1$s WHERE ctid > CAST(:after AS tid) AND finished_at < :horizon LIMIT :portion))
            RETURNING ctid)
            SELECT CAST(max(ctid) AS text) FROM gone""";

    private final JdbcClient jdbc;
    private final Partitions partitions;
    private final Clock clock;
    private final Duration history;

    HistoryRepairRepository(JdbcClient jdbc, Partitions partitions, Clock clock, OperationSettings settings) {
        this.jdbc = jdbc;
        this.partitions = partitions;
        this.clock = clock;
        this.history = settings.retention().history();
    }

    void repair() {
        endNow();
        partitions.boundless().forEach(this::deleteExpired);
    }

    private void endNow() {
        var now = clock.instant();
        for (var number = PORTION; number > 0; ) {
            number = jdbc.sql(END_NOW)
                    .param("now", Columns.at(now))
                    .param("ahead", Columns.at(now.plus(AHEAD)))
                    .param("portion", PORTION)
                    .update();
        }
    }

    private void deleteExpired(String partition) {
        var horizon = clock.instant().minus(history);
        for (var last = "(0,0)"; last != null; ) {
            last = deleteExpired(partition, last, horizon);
        }
    }

    /** Where the portion ended; null if there was nothing left. */
    private @Nullable String deleteExpired(String partition, String after, Instant horizon) {
        return jdbc.sql(DELETE_EXPIRED.formatted(partition))
                .param("after", after)
                .param("horizon", Columns.at(horizon))
                .param("portion", PORTION)
                .query((row, _) -> row.getString(1))
                .list()
                .getFirst();
    }
}
