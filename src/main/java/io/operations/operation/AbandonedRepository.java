package io.operations.operation;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Operations whose owner is gone. Each call is one transaction of a bounded size. */
@Repository
class AbandonedRepository {

    /** Smaller than any id, as PostgreSQL compares them. */
    static final UUID START = new UUID(0, 0);

    private static final OperationRowMapper ROW = new OperationRowMapper();

    private final JdbcClient jdbc;
    private final OperationTypes types;
    private final Clock clock;

    AbandonedRepository(JdbcClient jdbc, OperationTypes types, Clock clock) {
        this.jdbc = jdbc;
        this.types = types;
        this.clock = clock;
    }

    /**
     * Who looks.
     *
     * @param alive   what this member runs
     * @param settled a row of this member that changed later may be about to be run
     * @param limit   how many rows one transaction takes
     */
    record Look(UUID self, Collection<UUID> alive, Instant settled, int limit) {}

    /** Which end, in this order. */
    enum Ending {
        UNNEEDED_CHILDREN(AbandonedSql.END_UNNEEDED_CHILDREN),
        CHILDREN(AbandonedSql.END_CHILDREN),
        ALL_OTHERS(AbandonedSql.END);

        private final String sql;

        Ending(String sql) {
            this.sql = sql;
        }
    }

    /** The greatest of their ids, as PostgreSQL compares them. */
    static UUID last(List<OperationRow> rows) {
        return rows.stream()
                .map(it -> it.header().id())
                .max(Comparator.comparing(UUID::toString))
                .orElse(START);
    }

    /**
     * Ends the next of them, children before their parents.
     *
     * @param after  those with greater ids
     * @param marker what marks these ends
     */
    @Transactional
    List<OperationRow> end(Ending which, Look look, UUID after, UUID marker) {
        return statement(which.sql, look)
                .param("after", after)
                .param("marker", marker)
                .param("cancelled", Outcome.CANCELLED_TEXT)
                .param("died", Outcome.DIED_TEXT)
                .param("errorCode", Outcome.UNSPECIFIED_CODE)
                .param("now", Columns.at(clock.instant()))
                .query(ROW)
                .list();
    }

    /** Families that are about to end, and have more children than one transaction takes: the next by id. */
    @Transactional
    List<Held> wide(Look look, UUID after) {
        return statement(AbandonedSql.WIDE, look)
                .param("after", after)
                .query((row, _) -> new Held(
                        row.getObject("id", UUID.class), row.getObject("owner", UUID.class), row.getInt("attempt")))
                .list();
    }

    /** An operation, and who had it. */
    record Held(UUID id, UUID owner, int attempt) {}

    /** Moves some of its children that are final to where it is about to go, and tells how many. */
    @Transactional
    int moveChildren(Held parent, int limit) {
        jdbc.sql(OperationSql.BY_INDEX).update();
        return jdbc.sql(OperationSql.MOVE_CHILDREN)
                .param("id", parent.id())
                .param("owner", parent.owner())
                .param("attempt", parent.attempt())
                .param("finished", Columns.at(clock.instant()))
                .param("limit", limit)
                .update();
    }

    /** Lets the next durable ones be claimed. */
    @Transactional
    List<OperationRow> release(Look look, UUID after) {
        return statement(AbandonedSql.RELEASE, look)
                .param("after", after)
                .param("now", Columns.at(clock.instant()))
                .query(ROW)
                .list();
    }

    private JdbcClient.StatementSpec statement(String sql, Look look) {
        jdbc.sql(OperationSql.BY_INDEX).update();
        return jdbc.sql(sql)
                .param("self", look.self())
                .param("alive", Columns.of(look.alive()))
                .param("settled", Columns.at(look.settled()))
                .param("limit", look.limit())
                .param("mustRun", Columns.of(types.mustRun()));
    }
}
