package io.operations.operation;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * All that PostgreSQL knows of operations. Writes of live operations share commits and answer with a future; each is fenced
 * by owner and attempt and says whether it hit.
 */
@Repository
class OperationRepository {

    private static final OperationRowMapper ROW = new OperationRowMapper();

    private final JdbcClient jdbc;
    private final GroupCommit commits;
    private final Partitions partitions;
    private final Clock clock;
    private final OperationSettings.Retention retention;

    OperationRepository(
            JdbcClient jdbc, GroupCommit commits, Partitions partitions, Clock clock, OperationSettings settings) {
        this.jdbc = jdbc;
        this.commits = commits;
        this.partitions = partitions;
        this.clock = clock;
        this.retention = settings.retention();
    }

    Write.Insert insert(Write.Insert insert) {
        return commits.submitAndWait(insert);
    }

    /** Writes what has changed in an operation that goes on; the state may begin another attempt than the held one. */
    CompletableFuture<Boolean> change(Write.Hold held, UUID owner, OperationState state) {
        return commits.submit(new Write.Change(held, owner, state, false)).result();
    }

    /** The same, and gives it to whoever claims it. */
    CompletableFuture<Boolean> release(Write.Hold held, UUID owner, OperationState state) {
        return commits.submit(new Write.Change(held, owner, state, true)).result();
    }

    /** Writes the final state and frees the conflict reference, in one transaction. */
    CompletableFuture<Boolean> finish(OperationHeader header, UUID owner, OperationState state) {
        return commits.submit(new Write.Finish(header.id(), header.family(), owner, state))
                .result();
    }

    /**
     * Whether this end is stored, and the owner of that attempt stored it: after a commit whose answer was lost, the second try
     * finds no row to end. Another member may have ended the operation with the same status and text.
     */
    boolean isEndedByOwner(UUID id, OperationState end) {
        return jdbc.sql(OperationSql.IS_ENDED_BY_OWNER)
                .param("id", id)
                .param("created", Columns.at(Ids.time(id)))
                .param("status", end.status().code())
                .param("error", end.error())
                .param("attempt", end.attempt())
                .query(Boolean.class)
                .single();
    }

    Optional<OperationRow> find(UUID id) {
        return jdbc.sql(OperationSql.FIND)
                .param("id", id)
                .param("created", Columns.at(Ids.time(id)))
                .param("horizon", Columns.at(horizon()))
                .query(ROW)
                .optional();
    }

    /** Those of these operations that are final. */
    @Transactional
    List<OperationRow> findFinal(Collection<UUID> ids) {
        return byIndex(OperationSql.FIND_FINAL)
                .param("ids", Columns.of(ids))
                .param("created", Columns.at(Ids.oldest(ids)))
                .query(ROW)
                .list();
    }

    /** In a transaction of its own: without that PostgreSQL may compare each row with each of many ids. */
    private JdbcClient.StatementSpec byIndex(String sql) {
        jdbc.sql(OperationSql.BY_INDEX).update();
        return jdbc.sql(sql);
    }

    /** The children of active parents, by id, wherever they are; those that are final without metadata. */
    @Transactional
    List<OperationRow> childrenToRun(Collection<UUID> parents) {
        return byIndex(OperationSql.CHILDREN_TO_RUN)
                .param("parents", Columns.of(parents))
                .param("created", Columns.at(Ids.oldest(parents)))
                .query(ROW)
                .list()
                .stream()
                .map(it -> it.isFinal() ? it.parted() : it)
                .toList();
    }

    /** Tokens of a type that can perhaps be redeemed: the next by id. */
    List<OperationRow> tokens(String type, UUID after, int limit) {
        return jdbc.sql(OperationSql.TOKENS)
                .param("type", type)
                .param("after", after)
                .param("limit", limit)
                .query(ROW)
                .list();
    }

    /** Which of these this owner still has. */
    @Transactional
    Set<UUID> owned(UUID owner, Collection<UUID> ids) {
        return Set.copyOf(byIndex(OperationSql.OWNED)
                .param("owner", owner)
                .param("ids", Columns.of(ids))
                .query(UUID.class)
                .list());
    }

    /**
     * Ends an operation that nobody runs, and its children before it; empty if somebody does, or if some of its children must
     * run.
     */
    List<OperationRow> cancelUnowned(UUID id, Collection<String> mustRun, UUID marker) {
        return partitions.orInNew(() -> cancel(OperationSql.CANCEL_UNOWNED, id, marker)
                .param("mustRun", Columns.of(mustRun))
                .param("died", Outcome.DIED_TEXT)
                .query(ROW)
                .list());
    }

    /** The same for a child of a family that nobody runs. */
    List<OperationRow> cancelUnownedChild(UUID id, UUID marker) {
        return cancel(OperationSql.CANCEL_UNOWNED_CHILD, id, marker).query(ROW).list();
    }

    /** Ends the children of a family that nobody runs, but for those that must run. */
    @Transactional
    List<OperationRow> cancelUnneeded(UUID id, Collection<String> mustRun, UUID marker) {
        var children = cancel(OperationSql.CANCEL_UNNEEDED, id, marker)
                .param("mustRun", Columns.of(mustRun))
                .query(ROW)
                .list();
        jdbc.sql(OperationSql.CANCELLED_FAMILY)
                .param("id", id)
                .param("mustRun", Columns.of(mustRun))
                .update();
        return children;
    }

    private JdbcClient.StatementSpec cancel(String sql, UUID id, UUID marker) {
        return jdbc.sql(sql)
                .param("id", id)
                .param("marker", marker)
                .param("cancelled", Outcome.CANCELLED_TEXT)
                .param("errorCode", Outcome.UNSPECIFIED_CODE)
                .param("now", now());
    }

    /** Ends some of what nobody runs and whose time is over: children before parents. */
    List<OperationRow> endExpired(int limit, Collection<String> mustRun, UUID marker) {
        return partitions.orInNew(() -> jdbc.sql(OperationSql.END_EXPIRED)
                .param("limit", limit)
                .param("mustRun", Columns.of(mustRun))
                .param("marker", marker)
                .param("cancelled", Outcome.CANCELLED_TEXT)
                .param("died", Outcome.DIED_TEXT)
                .param("timedOut", Outcome.TIMED_OUT_TEXT)
                .param("errorCode", Outcome.UNSPECIFIED_CODE)
                .param("timedOutCode", Outcome.TIMED_OUT_CODE)
                .param("now", now())
                .query(ROW)
                .list());
    }

    /** When the time of the next of them is over. */
    Optional<Instant> nextExpiry(Collection<String> mustRun) {
        return jdbc.sql(OperationSql.NEXT_EXPIRY)
                .param("mustRun", Columns.of(mustRun))
                .query((row, _) -> row.getObject(1, OffsetDateTime.class).toInstant())
                .optional();
    }

    private Instant horizon() {
        return clock.instant().minus(retention.history());
    }

    private OffsetDateTime now() {
        return Columns.at(clock.instant());
    }
}
