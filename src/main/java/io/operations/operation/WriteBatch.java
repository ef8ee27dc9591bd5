package io.operations.operation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/** Writes of many callers, executed as one statement each kind. Its caller has the transaction and delivers after it. */
final class WriteBatch {

    private final NamedParameterJdbcOperations statements;
    private final JdbcClient jdbc;
    private final List<Write> writes;
    private final List<Runnable> deliveries = new ArrayList<>();

    WriteBatch(NamedParameterJdbcOperations statements, List<Write> writes) {
        this.statements = statements;
        this.jdbc = JdbcClient.create(statements);
        this.writes = writes;
    }

    /** Whether it is one round trip that commits by itself: inserts without keys and children, or ends of such. */
    boolean commitsByItself() {
        return writes.stream().allMatch(WriteBatch::isLoneInsert)
                || writes.stream().allMatch(WriteBatch::isLoneEnd);
    }

    private static boolean isLoneInsert(Write write) {
        return write instanceof Write.Insert insert && insert.key() == null && !insert.isAlone();
    }

    private static boolean isLoneEnd(Write write) {
        return write instanceof Write.Finish finish && isLone(finish.family());
    }

    private static boolean isLone(Family family) {
        return !family.isChild() && !family.isParent();
    }

    /** Executes all; nothing is told to anybody yet. */
    void execute() {
        deliveries.clear();
        // Children are found by an index of their own, one parent after the other.
        var setting = writes.getFirst().isAlone() ? OperationSql.LARGE : OperationSql.BY_ID;
        if (!commitsByItself()) jdbc.sql(setting).update();
        insert(of(Write.Insert.class));
        change(of(Write.Change.class));
        var finishes = of(Write.Finish.class);
        finish(finishes, Family::isChild, it -> holds(OperationSql.FINISH_CHILD, it));
        finish(finishes, WriteBatch::isLone, it -> holdsOfSecond(OperationSql.FINISH, it));
        finish(finishes, Family::isParent, it -> holds(OperationSql.FINISH_FAMILY, it));
    }

    /** Of which operations a row is locked by another transaction: their own, or of a parent that is to end a child's. */
    Set<UUID> locked() {
        jdbc.sql(OperationSql.BY_ID).update();
        var locked = new HashSet<UUID>();
        jdbc.sql(OperationSql.LOCKED)
                .param("ids", operations(writes))
                .param(
                        "parents",
                        operations(writes.stream().filter(Write::isAlone).toList()))
                .query(row -> {
                    if (row.getBoolean("locked")) locked.add(row.getObject("id", UUID.class));
                });
        return locked;
    }

    private static SqlArrayValue operations(List<Write> writes) {
        return Columns.of(
                writes.stream().flatMap(it -> Stream.ofNullable(it.operation())).toList());
    }

    /** The end of a family that is too wide to move at once; null if it is none. */
    Write.@Nullable Finish wide(int children) {
        return writes.getFirst() instanceof Write.Finish finish
                        && finish.family().childCount() > children
                ? finish
                : null;
    }

    /** Moves some final children of a parent that is about to end, and tells how many. */
    int moveChildren(Write.Finish parent, int limit) {
        jdbc.sql(OperationSql.BY_INDEX).update();
        return jdbc.sql(OperationSql.MOVE_CHILDREN)
                .param("id", parent.id())
                .param("owner", parent.owner())
                .param("attempt", parent.state().attempt())
                .param("finished", Columns.at(parent.finishedAt()))
                .param("limit", limit)
                .update();
    }

    /** Tells every caller what came of its write. To be called when all is committed. */
    void deliver() {
        deliveries.forEach(Runnable::run);
    }

    private <W extends Write> List<W> of(Class<W> kind) {
        return writes.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private void insert(List<Write.Insert> inserts) {
        if (!inserts.isEmpty()) {
            deliveries.addAll(new InsertBatch(jdbc, inserts).execute());
        }
    }

    /** Those that begin another attempt come first: what that attempt says may be in the same batch. */
    private void change(List<Write.Change> all) {
        var hit = new HashSet<Write.Hold>();
        hit.addAll(write(latest(all, Write.Change::beginsAttempt)));
        hit.addAll(write(latest(all, it -> !it.beginsAttempt())));
        all.forEach(it -> deliveries.add(() -> it.result().complete(hit.contains(it.held()))));
    }
    /** The last of each attempt; what has been given away stays so. */
    private static List<Write.Change> latest(List<Write.Change> all, Predicate<Write.Change> kind) {
        var latest = new LinkedHashMap<Write.Hold, Write.Change>();
        all.stream()
                .filter(kind)
                .forEach(it -> latest.merge(it.held(), it, (last, next) -> last.released() ? last : next));
        return List.copyOf(latest.values());
    }

    private Set<Write.Hold> write(List<Write.Change> changes) {
        if (changes.isEmpty()) {
            return Set.of();
        }
        return holds(
                OperationSql.CHANGE,
                new MapSqlParameterSource()
                        .addValue("ids", Columns.of(changes, it -> it.held().id()))
                        .addValue("owners", Columns.of(changes, Write.Change::owner))
                        .addValue("held", Columns.of(changes, it -> it.held().attempt()))
                        .addValue(
                                "attempts", Columns.of(changes, it -> it.state().attempt()))
                        .addValue(
                                "statuses",
                                Columns.of(changes, it -> it.state().status().code()))
                        .addValue(
                                "metadata",
                                Columns.of(changes, it -> it.state().metadata().toJson()))
                        .addValue(
                                "updated", Columns.of(changes, it -> it.state().updatedAt()))
                        .addValue(
                                "deadlines",
                                Columns.of(changes, it -> it.state().pacing().deadline()))
                        .addValue(
                                "failures",
                                Columns.of(changes, it -> it.state().pacing().failures()))
                        .addValue(
                                "due",
                                Columns.of(changes, it -> it.state().pacing().dueAt()))
                        .addValue("released", Columns.of(changes, Write.Change::released)));
    }

    private void finish(
            List<Write.Finish> all, Predicate<Family> kind, Function<SqlParameterSource, Set<Write.Hold>> execute) {
        var finishes = all.stream().filter(it -> kind.test(it.family())).toList();
        if (finishes.isEmpty()) {
            return;
        }
        var hit = execute.apply(new MapSqlParameterSource()
                .addValue("ids", Columns.of(finishes, Write.Finish::id))
                .addValue("owners", Columns.of(finishes, Write.Finish::owner))
                .addValue("attempts", Columns.of(finishes, it -> it.state().attempt()))
                .addValue(
                        "statuses",
                        Columns.of(finishes, it -> it.state().status().code()))
                .addValue("errors", Columns.of(finishes, it -> it.state().error()))
                .addValue("errorCodes", Columns.of(finishes, it -> it.state().errorCode()))
                .addValue(
                        "metadata",
                        Columns.of(finishes, it -> it.state().metadata().toJson()))
                .addValue("finished", Columns.of(finishes, Write.Finish::finishedAt))
                .addValue("died", Outcome.DIED_TEXT));
        finishes.forEach(it -> deliveries.add(() -> it.result().complete(hit.contains(it.hold()))));
    }

    private Set<Write.Hold> holds(String sql, SqlParameterSource values) {
        return jdbc.sql(sql).paramSource(values).query((ResultSetExtractor<Set<Write.Hold>>) WriteBatch::holds);
    }

    /** Of two statements in one round trip, what the second returns: the first says what it has set. */
    private Set<Write.Hold> holdsOfSecond(String sql, SqlParameterSource values) {
        return statements.execute(sql, values, statement -> {
            statement.execute();
            statement.getMoreResults();
            return holds(statement.getResultSet());
        });
    }

    private static Set<Write.Hold> holds(ResultSet rows) throws SQLException {
        var holds = new HashSet<Write.Hold>();
        while (rows.next()) holds.add(new Write.Hold(rows.getObject("id", UUID.class), rows.getInt("attempt")));
        return holds;
    }
}
