package io.operations.operation;

import io.operations.requestor.Requestor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/** Writes of many callers, executed as one statement each kind. Its caller has the transaction and delivers after it. */
final class WriteBatch {

    private final JdbcClient jdbc;
    private final List<Write> writes;
    private final List<Runnable> deliveries = new ArrayList<>();

    WriteBatch(JdbcClient jdbc, List<Write> writes) {
        this.jdbc = jdbc;
        this.writes = writes;
    }

    /** Executes all; nothing is told to anybody yet. */
    void execute() {
        deliveries.clear();
        jdbc.sql(OperationSql.BY_INDEX).update();
        insert(of(Write.Insert.class));
        change(of(Write.Change.class));
        finish(of(Write.Finish.class));
    }

    /** Tells every caller what came of its write. To be called when all is committed. */
    void deliver() {
        deliveries.forEach(Runnable::run);
    }

    private <W extends Write> List<W> of(Class<W> kind) {
        return writes.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private void insert(List<Write.Insert> inserts) {
        if (inserts.isEmpty()) {
            return;
        }
        var keyed = inserts.stream().filter(it -> it.key() != null).toList();
        var taken = ids(keyed, Write.Insert::id);
        taken.removeAll(insertKeys(keyed));
        var fresh = inserts.stream().filter(it -> !taken.contains(it.id())).toList();
        var inserted = insertOperations(fresh);
        deleteKeys(keyed.stream()
                .filter(it -> !taken.contains(it.id()) && !inserted.contains(it.id()))
                .toList());
        inserts.forEach(it -> deliveries.add(() -> it.result().complete(insertion(it, inserted, taken))));
    }

    private static Write.Insertion insertion(Write.Insert insert, Set<UUID> inserted, Set<UUID> taken) {
        if (inserted.contains(insert.id())) {
            return Write.Insertion.INSERTED;
        }
        return taken.contains(insert.id()) ? Write.Insertion.KEY_TAKEN : Write.Insertion.CONFLICT;
    }

    private Set<UUID> insertKeys(List<Write.Insert> inserts) {
        return inserts.isEmpty()
                ? Set.of()
                : ids(keyed(OperationSql.INSERT_KEYS, inserts)
                        .param("fingerprints", texts(inserts, it -> key(it).fingerprint()))
                        .param("ids", texts(inserts, Write.Insert::id))
                        .param("created", texts(inserts, it -> it.row().header().createdAt())));
    }

    private void deleteKeys(List<Write.Insert> refused) {
        if (!refused.isEmpty()) {
            keyed(OperationSql.DELETE_KEYS, refused).update();
        }
    }

    private JdbcClient.StatementSpec keyed(String sql, List<Write.Insert> inserts) {
        return jdbc.sql(sql)
                .param("projects", texts(inserts, it -> it.row().header().project()))
                .param("callers", texts(inserts, it -> key(it).caller()))
                .param("keys", texts(inserts, it -> key(it).key()));
    }

    private static IdempotencyKey key(Write.Insert insert) {
        var key = insert.key();
        if (key == null) {
            throw new IllegalStateException("An insert without a key among those with one");
        }
        return key;
    }

    private Set<UUID> insertOperations(List<Write.Insert> inserts) {
        if (inserts.isEmpty()) {
            return Set.of();
        }
        Function<Write.Insert, OperationHeader> header = it -> it.row().header();
        Function<Write.Insert, OperationState> state = it -> it.row().state();
        return ids(jdbc.sql(OperationSql.INSERT)
                .param("ids", texts(inserts, Write.Insert::id))
                .param("projects", texts(inserts, header.andThen(OperationHeader::project)))
                .param("types", texts(inserts, header.andThen(OperationHeader::type)))
                .param(
                        "classes",
                        texts(inserts, it -> it.row().header().operationClass().code()))
                .param("entityUrls", texts(inserts, header.andThen(OperationHeader::entityUrl)))
                .param(
                        "resources",
                        texts(inserts, it -> Json.write(it.row().header().resources())))
                .param("inputs", texts(inserts, it -> it.row().header().inputs().json()))
                .param("usernames", texts(inserts, it -> requestor(it, Requestor::username)))
                .param("protocols", texts(inserts, it -> requestor(it, Requestor::protocol)))
                .param("addresses", texts(inserts, it -> requestor(it, Requestor::address)))
                .param("references", texts(inserts, it -> it.row().header().conflictReference()))
                .param("created", texts(inserts, header.andThen(OperationHeader::createdAt)))
                .param(
                        "statuses",
                        texts(inserts, it -> it.row().state().status().code()))
                .param(
                        "metadata",
                        texts(inserts, it -> it.row().state().metadata().toJson()))
                .param("owners", texts(inserts, Write.Insert::owner))
                .param("locations", texts(inserts, state.andThen(OperationState::location)))
                .param("attempts", texts(inserts, state.andThen(OperationState::attempt))));
    }

    private static @Nullable String requestor(Write.Insert insert, Function<Requestor, String> part) {
        var requestor = insert.row().header().requestor();
        return requestor == null ? null : part.apply(requestor);
    }

    private void change(List<Write.Change> all) {
        if (all.isEmpty()) {
            return;
        }
        var latest = new LinkedHashMap<Write.Hold, Write.Change>();
        all.forEach(it -> latest.put(it.hold(), it));
        var changes = List.copyOf(latest.values());
        var hit = holds(jdbc.sql(OperationSql.CHANGE)
                .param("ids", texts(changes, Write.Change::id))
                .param("owners", texts(changes, Write.Change::owner))
                .param("attempts", texts(changes, it -> it.state().attempt()))
                .param("statuses", texts(changes, it -> it.state().status().code()))
                .param("metadata", texts(changes, it -> it.state().metadata().toJson()))
                .param("updated", texts(changes, it -> it.state().updatedAt())));
        all.forEach(it -> deliveries.add(() -> it.result().complete(hit.contains(it.hold()))));
    }

    private void finish(List<Write.Finish> finishes) {
        if (finishes.isEmpty()) {
            return;
        }
        var hit = holds(jdbc.sql(OperationSql.FINISH)
                .param("ids", texts(finishes, Write.Finish::id))
                .param("owners", texts(finishes, Write.Finish::owner))
                .param("attempts", texts(finishes, it -> it.state().attempt()))
                .param("statuses", texts(finishes, it -> it.state().status().code()))
                .param("errors", texts(finishes, it -> it.state().error()))
                .param("errorCodes", texts(finishes, it -> it.state().errorCode()))
                .param("metadata", texts(finishes, it -> it.state().metadata().toJson()))
                .param("finished", texts(finishes, Write.Finish::finishedAt)));
        finishes.forEach(it -> deliveries.add(() -> it.result().complete(hit.contains(it.hold()))));
    }

    private static Set<Write.Hold> holds(JdbcClient.StatementSpec statement) {
        return new HashSet<>(statement
                .query((row, _) -> new Write.Hold(row.getObject("id", UUID.class), row.getInt("attempt")))
                .list());
    }

    private static Set<UUID> ids(JdbcClient.StatementSpec statement) {
        return new HashSet<>(statement.query(UUID.class).list());
    }

    private static <W> Set<UUID> ids(Collection<W> writes, Function<W, UUID> id) {
        var ids = new HashSet<UUID>();
        writes.forEach(it -> ids.add(id.apply(it)));
        return ids;
    }

    @SuppressWarnings("NullAway") // An element of an SQL array may be null.
    private static <W> SqlArrayValue texts(List<W> writes, Function<W, ? extends @Nullable Object> column) {
        var texts = new @Nullable Object[writes.size()];
        for (var i = 0; i < texts.length; i++) {
            var value = column.apply(writes.get(i));
            texts[i] = value == null ? null : value.toString();
        }
        return new SqlArrayValue("text", texts);
    }
}
