package io.operations.operation;

import io.operations.requestor.Requestor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Operations of many callers, inserted by one statement. A family is inserted as a whole or not at all. */
final class InsertBatch {

    private final JdbcClient jdbc;
    private final List<Write.Insert> inserts;
    private final Map<UUID, Write.Stored> stored = new HashMap<>();
    private final Set<String> projects = new HashSet<>();
    private final Set<UUID> members = new HashSet<>();

    /** An operation to be inserted. */
    private record Line(OperationRow row, @Nullable UUID owner) {

        OperationHeader header() {
            return row.header();
        }

        OperationState state() {
            return row.state();
        }

        UUID id() {
            return row.header().id();
        }
    }

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
        insert.rows().forEach(row -> {
            var id = row.header().id();
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
        var lines = new ArrayList<Line>();
        fresh.forEach(insert -> insert.rows().forEach(row -> lines.add(new Line(row, insert.owner()))));
        var inserted = lines.isEmpty() ? new HashSet<UUID>() : insertLines(lines);
        fresh.forEach(it -> takeBackUnlessWhole(it, inserted));
        return inserted;
    }

    /** Nobody else is refused because of what is taken back: families have a commit of their own. */
    private void takeBackUnlessWhole(Write.Insert insert, Set<UUID> inserted) {
        var ids = insert.rows().stream().map(it -> it.header().id()).toList();
        if (insert.isAlone() && !inserted.containsAll(ids)) {
            jdbc.sql(OperationSql.DELETE).param("ids", Columns.of(ids)).update();
            ids.forEach(inserted::remove);
        }
    }

    private Set<UUID> insertLines(List<Line> lines) {
        Function<Line, OperationHeader> header = Line::header;
        Function<Line, OperationState> state = Line::state;
        Function<Line, Family> family = it -> it.header().family();
        var ids = new HashSet<UUID>();
        jdbc.sql(OperationSql.INSERT)
                .param("names", Columns.of(names(lines)))
                .param("members", Columns.of(owners(lines)))
                .param("ids", Columns.of(lines, Line::id))
                .param("projects", Columns.of(lines, header.andThen(OperationHeader::project)))
                .param("types", Columns.of(lines, header.andThen(OperationHeader::type)))
                .param(
                        "classes",
                        Columns.of(lines, it -> it.header().operationClass().code()))
                .param("entityUrls", Columns.of(lines, header.andThen(OperationHeader::entityUrl)))
                .param(
                        "resources",
                        Columns.of(lines, it -> Json.write(it.header().resources())))
                .param("inputs", Columns.of(lines, it -> it.header().inputs().json()))
                .param("usernames", Columns.of(lines, it -> requestor(it, Requestor::username)))
                .param("protocols", Columns.of(lines, it -> requestor(it, Requestor::protocol)))
                .param("addresses", Columns.of(lines, it -> requestor(it, Requestor::address)))
                .param("references", Columns.of(lines, it -> it.header().conflictReference()))
                .param("created", Columns.of(lines, header.andThen(OperationHeader::createdAt)))
                .param("statuses", Columns.of(lines, it -> it.state().status().code()))
                .param("metadata", Columns.of(lines, it -> it.state().metadata().toJson()))
                .param("owners", Columns.of(lines, Line::owner))
                .param("locations", Columns.of(lines, state.andThen(OperationState::location)))
                .param("attempts", Columns.of(lines, state.andThen(OperationState::attempt)))
                .param("parents", Columns.of(lines, it -> it.header().family().parent()))
                .param("stages", Columns.of(lines, family.andThen(Family::stage)))
                .param("childCounts", Columns.of(lines, family.andThen(Family::childCount)))
                .param("priorities", Columns.of(lines, header.andThen(OperationHeader::priority)))
                .param("timeouts", Columns.of(lines, InsertBatch::timeout))
                .param("deadlines", Columns.of(lines, it -> it.state().pacing().deadline()))
                .param("traces", Columns.of(lines, it -> it.header().trace()))
                .query(row -> {
                    var id = row.getObject("id", UUID.class);
                    var member = row.getObject("member", UUID.class);
                    if (id != null) {
                        ids.add(id);
                        keep(id, row.getString("inputs"), row.getString("metadata"));
                    } else if (member != null) {
                        members.add(member);
                    } else {
                        projects.add(row.getString("project"));
                    }
                });
        return ids;
    }

    private static Set<String> names(List<Line> lines) {
        return lines.stream().map(it -> it.header().project()).collect(Collectors.toSet());
    }

    private static Set<UUID> owners(List<Line> lines) {
        return lines.stream().map(Line::owner).filter(Objects::nonNull).collect(Collectors.toSet());
    }

    private void keep(UUID id, @Nullable String inputs, @Nullable String metadata) {
        if (inputs != null && metadata != null) {
            stored.put(id, new Write.Stored(Inputs.of(Json.parseObject(inputs)), Metadata.ofRow(metadata)));
        }
    }

    private static @Nullable Long timeout(Line line) {
        var timeout = line.header().timeout();
        return timeout == null ? null : timeout.toMillis();
    }

    private static @Nullable String requestor(Line line, Function<Requestor, String> part) {
        var requestor = line.header().requestor();
        return requestor == null ? null : part.apply(requestor);
    }

    private static Set<UUID> ids(Collection<Write.Insert> inserts) {
        var ids = new HashSet<UUID>();
        inserts.forEach(it -> ids.add(it.id()));
        return ids;
    }
}
