package io.operations.operation;

import io.operations.requestor.Requestor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;

/**
 * All that PostgreSQL knows of operations. Writes of live operations share commits and answer with a future; each is fenced
 * by owner and attempt and says whether it hit.
 */
@Repository
class OperationRepository {

    private static final RowMapper<OperationRow> ROW = (row, _) -> new OperationRow(header(row), state(row));
    private static final String DEFAULT_PROJECT = "default";
    private static final String SERVER = "";

    private final JdbcClient jdbc;
    private final GroupCommit commits;
    private final Clock clock;
    private final Duration listed;
    private final Duration history;

    OperationRepository(JdbcClient jdbc, GroupCommit commits, Clock clock, OperationSettings settings) {
        this.jdbc = jdbc;
        this.commits = commits;
        this.clock = clock;
        this.listed = settings.retention().listed();
        this.history = settings.retention().history();
    }

    CompletableFuture<Write.Insertion> insert(OperationRow row, @Nullable UUID owner, @Nullable IdempotencyKey key) {
        return commits.submit(new Write.Insert(row, owner, key)).result();
    }

    /** Writes status and metadata of an operation that goes on. */
    CompletableFuture<Boolean> change(UUID id, UUID owner, OperationState state) {
        return commits.submit(new Write.Change(id, owner, state)).result();
    }

    /** Writes the final state and frees the conflict reference, in one transaction. */
    CompletableFuture<Boolean> finish(UUID id, UUID owner, OperationState state) {
        return commits.submit(new Write.Finish(id, owner, state)).result();
    }

    Optional<OperationRow> find(UUID id) {
        return jdbc.sql(OperationSql.FIND)
                .param("id", id)
                .param("created", at(Ids.time(id)))
                .param("horizon", at(horizon()))
                .query(ROW)
                .optional();
    }

    /** Those of these operations that are final. */
    List<OperationRow> findFinal(Collection<UUID> ids) {
        var oldest = ids.stream().map(Ids::time).min(Instant::compareTo).orElse(Instant.EPOCH);
        return jdbc.sql(OperationSql.FIND_FINAL)
                .param("ids", array(ids))
                .param("created", at(oldest))
                .query(ROW)
                .list();
    }

    /** Active operations and those that became final in the last seconds, by id. Null: of all projects. */
    List<OperationRow> list(@Nullable String project) {
        return jdbc.sql(OperationSql.LIST)
                .param("projects", projects(project))
                .param("since", at(clock.instant().minus(listed)))
                .query(ROW)
                .list();
    }

    List<OperationRow> history(OperationFilter filter) {
        return jdbc.sql(OperationSql.HISTORY)
                .param("projects", projects(filter.project()))
                .param("type", filter.type())
                .param(
                        "status",
                        filter.status() == null ? null : filter.status().code())
                .param("entityUrl", filter.entityUrl())
                .param("before", filter.before())
                .param("least", Ids.least(filter.createdAfterOrEver()))
                .param("createdAfter", at(filter.createdAfterOrEver()))
                .param("limit", filter.limit())
                .param("horizon", at(horizon()))
                .query(ROW)
                .list();
    }

    /** Takes over operations that nobody owns, as many as there are free slots; each starts another attempt. */
    List<OperationRow> claim(UUID owner, String location, Collection<String> types, int limit) {
        return jdbc.sql(OperationSql.CLAIM)
                .param("owner", owner)
                .param("location", location)
                .param("types", array(types))
                .param("limit", limit)
                .param("now", at(clock.instant()))
                .query(ROW)
                .list();
    }

    boolean hasUnowned(Collection<String> types) {
        return jdbc.sql(OperationSql.HAS_UNOWNED)
                .param("types", array(types))
                .query(Boolean.class)
                .single();
    }

    long countUnowned() {
        return jdbc.sql(OperationSql.COUNT_UNOWNED).query(Long.class).single();
    }

    /** Ends an operation that nobody owns; empty if somebody does. */
    Optional<OperationRow> cancelUnowned(UUID id, Outcome outcome) {
        return jdbc.sql(OperationSql.CANCEL_UNOWNED)
                .param("id", id)
                .param("error", outcome.error())
                .param("errorCode", outcome.errorCode())
                .param("now", at(clock.instant()))
                .query(ROW)
                .optional();
    }

    /** Durable operations whose owner is gone, now Pending and nobody's. */
    List<OperationRow> releaseAbandoned(UUID self, Collection<UUID> alive, Instant settled) {
        return jdbc.sql(OperationSql.RELEASE_ABANDONED)
                .param("alive", array(alive))
                .param("self", self)
                .param("settled", at(settled))
                .param("now", at(clock.instant()))
                .query(ROW)
                .list();
    }

    /** All other operations whose owner is gone, now final. */
    List<OperationRow> finishAbandoned(UUID self, Collection<UUID> alive, Instant settled, Outcome outcome) {
        return jdbc.sql(OperationSql.FINISH_ABANDONED)
                .param("alive", array(alive))
                .param("self", self)
                .param("settled", at(settled))
                .param("cancelled", Outcome.CANCELLED_TEXT)
                .param("error", outcome.error())
                .param("errorCode", outcome.errorCode())
                .param("now", at(clock.instant()))
                .query(ROW)
                .list();
    }

    /** Gives durable operations of a leaving member back; those given back are returned. */
    Set<UUID> release(UUID owner, Collection<UUID> ids) {
        return Set.copyOf(jdbc.sql(OperationSql.RELEASE)
                .param("owner", owner)
                .param("ids", array(ids))
                .param("now", at(clock.instant()))
                .query(UUID.class)
                .list());
    }

    /** What a key was used for. */
    record KeyUse(UUID operationId, String fingerprint) {}

    Optional<KeyUse> findKey(String project, IdempotencyKey key) {
        return keyed(OperationSql.FIND_KEY, project, key)
                .query((row, _) -> new KeyUse(row.getObject("operation_id", UUID.class), row.getString("fingerprint")))
                .optional();
    }

    /** Frees a key whose operation is forgotten. */
    void deleteKey(String project, IdempotencyKey key, UUID operationId) {
        keyed(OperationSql.DELETE_KEY, project, key).param("id", operationId).update();
    }

    @Transactional
    int pruneKeys() {
        return jdbc.sql(OperationSql.PRUNE_KEYS).param("horizon", at(horizon())).update();
    }

    private JdbcClient.StatementSpec keyed(String sql, String project, IdempotencyKey key) {
        return jdbc.sql(sql)
                .param("project", project)
                .param("caller", key.caller())
                .param("key", key.key());
    }

    private Instant horizon() {
        return clock.instant().minus(history);
    }

    private static @Nullable SqlArrayValue projects(@Nullable String project) {
        if (project == null) {
            return null;
        }
        return array(project.equals(DEFAULT_PROJECT) ? List.of(project, SERVER) : List.of(project));
    }

    private static SqlArrayValue array(Collection<?> values) {
        return new SqlArrayValue("text", values.stream().map(Object::toString).toArray());
    }

    private static OffsetDateTime at(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    private static OperationHeader header(ResultSet row) throws SQLException {
        return new OperationHeader(
                row.getObject("id", UUID.class),
                row.getString("project"),
                row.getString("type"),
                OperationClass.ofCode(row.getInt("class")),
                row.getString("entity_url"),
                Json.read(row.getString("resources"), new TypeReference<Map<String, List<String>>>() {}),
                Inputs.of(Json.parseObject(row.getString("inputs"))),
                requestor(row),
                row.getString("conflict_reference"),
                time(row, "created_at"));
    }

    private static @Nullable Requestor requestor(ResultSet row) throws SQLException {
        var username = row.getString("requestor_username");
        return username == null
                ? null
                : new Requestor(username, row.getString("requestor_protocol"), row.getString("requestor_address"));
    }

    private static OperationState state(ResultSet row) throws SQLException {
        return new OperationState(
                OperationStatus.ofCode(row.getInt("status_code")),
                Metadata.ofRow(row.getString("metadata")),
                row.getString("error"),
                row.getInt("error_code"),
                row.getString("location"),
                row.getInt("attempt"),
                time(row, "updated_at"));
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
