package io.operations.operation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Operations of many callers, inserted by one statement. A family is inserted as a whole or not at all. */
final class InsertBatch {

    private final JdbcClient jdbc;
    private final List<Write.Insert> inserts;
    private final Map<UUID, Write.Stored> stored = new HashMap<>();
    private final Set<String> projects = new HashSet<>();
    private final Set<UUID> members = new HashSet<>();

    InsertBatch(JdbcClient jdbc, List<Write.Insert> inserts) {
        this.jdbc = jdbc;
        this.inserts = inserts;
    }

    /** Executes all; what is to be told afterwards is returned. */
    List<Runnable> execute() {
        var keyed = inserts.stream().filter(it -> it.key() != null).toList();
        var taken = ids(keyed);
        taken.removeAll(insertKeys(keyed));
        var fresh = inserts.stream().filter(it -> !taken.contains(it.id())).toList();
        var inserted = insert(fresh);
        deleteKeys(keyed.stream()
                .filter(it -> !taken.contains(it.id()) && !inserted.contains(it.id()))
                .toList());
        return inserts.stream()
                .map(it -> (Runnable) () -> deliver(it, insertion(it, inserted, taken)))
                .toList();
    }

    private void deliver(Write.Insert insert, Write.Insertion result) {
        insert.lines().forEach(line -> {
            var id = line.id();
            if (stored.containsKey(id)) {
                insert.stored().put(id, stored.get(id));
            }
        });
        insert.result().complete(result);
    }

    private Write.Insertion insertion(Write.Insert insert, Set<UUID> inserted, Set<UUID> taken) {
        if (inserted.contains(insert.id())) {
            return Write.Insertion.INSERTED;
        }
        if (taken.contains(insert.id())) {
            return Write.Insertion.KEY_TAKEN;
        }
        if (isOfLostMember(insert)) {
            return Write.Insertion.MEMBER_LOST;
        }
        return hasProject(insert) ? Write.Insertion.CONFLICT : Write.Insertion.NO_PROJECT;
    }

    /** What is nobody's is accepted all the same: whoever is there will claim it. */
    private boolean isOfLostMember(Write.Insert insert) {
        return insert.owner() != null && !members.contains(insert.owner());
    }

    /** What is the server's has none and needs none. */
    private boolean hasProject(Write.Insert insert) {
        var project = insert.row().header().project();
        return project.isEmpty() || projects.contains(project);
    }

    private Set<UUID> insertKeys(List<Write.Insert> keyed) {
        return keyed.isEmpty()
                ? Set.of()
                : new HashSet<>(keys(IdempotencyKeyRepository.INSERT_KEYS, keyed)
                        .param("fingerprints", Columns.of(keyed, it -> key(it).fingerprint()))
                        .param("ids", Columns.of(keyed, Write.Insert::id))
                        .param(
                                "created",
                                Columns.of(keyed, it -> it.row().header().createdAt()))
                        .query(UUID.class)
                        .list());
    }

    private void deleteKeys(List<Write.Insert> refused) {
        if (!refused.isEmpty()) {
            keys(IdempotencyKeyRepository.DELETE_KEYS, refused).update();
        }
    }

    private JdbcClient.StatementSpec keys(String sql, List<Write.Insert> keyed) {
        return jdbc.sql(sql)
                .param("projects", Columns.of(keyed, it -> it.row().header().project()))
                .param("callers", Columns.of(keyed, it -> key(it).caller()))
                .param("keys", Columns.of(keyed, it -> key(it).key()));
    }

    private static IdempotencyKey key(Write.Insert insert) {
        var key = insert.key();
        if (key == null) {
            throw new IllegalStateException("An insert without a key among those with one");
        }
        return key;
    }

    private Set<UUID> insert(List<Write.Insert> fresh) {
        var lines = fresh.stream().flatMap(it -> it.lines().stream()).toList();
        var inserted = lines.isEmpty() ? new HashSet<UUID>() : insertLines(lines);
        fresh.forEach(it -> takeBackUnlessWhole(it, inserted));
        return inserted;
    }

    /** Nobody else is refused because of what is taken back: families have a commit of their own. */
    private void takeBackUnlessWhole(Write.Insert insert, Set<UUID> inserted) {
        var ids = insert.lines().stream().map(InsertLine::id).toList();
        if (insert.isAlone() && !inserted.containsAll(ids)) {
            jdbc.sql(OperationSql.DELETE).param("ids", Columns.of(ids)).update();
            ids.forEach(inserted::remove);
        }
    }

    private Set<UUID> insertLines(List<InsertLine> lines) {
        return lines.stream().allMatch(InsertLine::isPlain) ? insertPlain(lines) : insertAny(lines);
    }

    private Set<UUID> insertPlain(List<InsertLine> lines) {
        var ids = new HashSet<UUID>();
        var statement =
                lines.size() == 1 ? statement(lines.getFirst()) : statement(InsertSql.PLAIN, InsertColumn.PLAIN, lines);
        statement.query((RowCallbackHandler) row -> ids.add(kept(row)));
        if (ids.size() < lines.size()) {
            members.addAll(jdbc.sql(InsertSql.ALIVE)
                    .param("members", Columns.of(owners(lines)))
                    .query(UUID.class)
                    .list());
        }
        return ids;
    }

    private Set<UUID> insertAny(List<InsertLine> lines) {
        var ids = new HashSet<UUID>();
        statement(InsertSql.INSERT, EnumSet.allOf(InsertColumn.class), lines).query(row -> {
            var member = row.getObject("member", UUID.class);
            if (row.getObject("id") != null) {
                ids.add(kept(row));
            } else if (member != null) {
                members.add(member);
            } else {
                projects.add(row.getString("project"));
            }
        });
        return ids;
    }

    private JdbcClient.StatementSpec statement(InsertLine line) {
        var owner = line.owner();
        var statement = jdbc.sql(InsertSql.ONE).param("owners", owner == null ? null : owner.toString());
        for (var column : InsertColumn.PLAIN) statement = statement.param(column.parameter(), line.text(column));
        return statement;
    }

    private JdbcClient.StatementSpec statement(String sql, Set<InsertColumn> columns, List<InsertLine> lines) {
        var statement = jdbc.sql(sql)
                .param("names", Columns.of(names(lines)))
                .param("members", Columns.of(owners(lines)))
                .param("owners", Columns.of(lines, InsertLine::owner));
        for (var column : columns) {
            statement = statement.param(column.parameter(), Columns.of(lines, it -> it.text(column)));
        }
        return statement;
    }

    private static Set<String> names(List<InsertLine> lines) {
        return lines.stream().map(it -> it.row().header().project()).collect(Collectors.toSet());
    }

    private static Set<UUID> owners(List<InsertLine> lines) {
        return lines.stream().map(InsertLine::owner).filter(Objects::nonNull).collect(Collectors.toSet());
    }

    private UUID kept(ResultSet row) throws SQLException {
        var id = row.getObject("id", UUID.class);
        var inputs = row.getString("inputs");
        var metadata = row.getString("metadata");
        if (inputs != null && metadata != null) {
            stored.put(id, new Write.Stored(inputs, metadata));
        }
        return id;
    }

    private static Set<UUID> ids(Collection<Write.Insert> inserts) {
        var ids = new HashSet<UUID>();
        inserts.forEach(it -> ids.add(it.id()));
        return ids;
    }
}
