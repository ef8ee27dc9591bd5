package io.operations.operation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Writes of many callers, executed as one statement each kind. Its caller has the transaction and delivers after it. */
final class WriteBatch {

    private final JdbcClient jdbc;
    private final List<Write> writes;
    private final List<Runnable> deliveries = new ArrayList<>();

    WriteBatch(JdbcClient jdbc, List<Write> writes) {
        this.jdbc = jdbc;
        this.writes = writes;
    }

    /** Whether one statement does it all, which needs no transaction around it: inserts without keys and children. */
    boolean isOneStatement() {
        return writes.stream()
                .allMatch(it -> it instanceof Write.Insert insert && insert.key() == null && !insert.isAlone());
    }

    /** Executes all; nothing is told to anybody yet. */
    void execute() {
        deliveries.clear();
        if (!isOneStatement()) jdbc.sql(OperationSql.BY_INDEX).update();
        insert(of(Write.Insert.class));
        change(of(Write.Change.class));
        var finishes = of(Write.Finish.class);
        finish(OperationSql.FINISH_CHILD, finishes, Family::isChild);
        finish(OperationSql.FINISH, finishes, it -> !it.isChild() && !it.isParent());
        finish(OperationSql.FINISH_FAMILY, finishes, Family::isParent);
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
        return holds(jdbc.sql(OperationSql.CHANGE)
                .param("ids", Columns.of(changes, it -> it.held().id()))
                .param("owners", Columns.of(changes, Write.Change::owner))
                .param("held", Columns.of(changes, it -> it.held().attempt()))
                .param("attempts", Columns.of(changes, it -> it.state().attempt()))
                .param("statuses", Columns.of(changes, it -> it.state().status().code()))
                .param(
                        "metadata",
                        Columns.of(changes, it -> it.state().metadata().toJson()))
                .param("updated", Columns.of(changes, it -> it.state().updatedAt()))
                .param(
                        "deadlines",
                        Columns.of(changes, it -> it.state().pacing().deadline()))
                .param("failures", Columns.of(changes, it -> it.state().pacing().failures()))
                .param("due", Columns.of(changes, it -> it.state().pacing().dueAt()))
                .param("released", Columns.of(changes, Write.Change::released)));
    }

    private void finish(String sql, List<Write.Finish> all, Predicate<Family> kind) {
        var finishes = all.stream().filter(it -> kind.test(it.family())).toList();
        if (finishes.isEmpty()) {
            return;
        }
        var statement = jdbc.sql(sql)
                .param("ids", Columns.of(finishes, Write.Finish::id))
                .param("owners", Columns.of(finishes, Write.Finish::owner))
                .param("attempts", Columns.of(finishes, it -> it.state().attempt()))
                .param(
                        "statuses",
                        Columns.of(finishes, it -> it.state().status().code()))
                .param("errors", Columns.of(finishes, it -> it.state().error()))
                .param("errorCodes", Columns.of(finishes, it -> it.state().errorCode()))
                .param(
                        "metadata",
                        Columns.of(finishes, it -> it.state().metadata().toJson()))
                .param("finished", Columns.of(finishes, Write.Finish::finishedAt))
                .param("died", Outcome.DIED_TEXT);
        var hit = holds(statement);
        finishes.forEach(it -> deliveries.add(() -> it.result().complete(hit.contains(it.hold()))));
    }

    private static Set<Write.Hold> holds(JdbcClient.StatementSpec statement) {
        return new HashSet<>(statement
                .query((row, _) -> new Write.Hold(row.getObject("id", UUID.class), row.getInt("attempt")))
                .list());
    }
}
