package io.operations.operation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What keys stand for. They are inserted with their operations, see {@link InsertBatch}. */
@Repository
class IdempotencyKeyRepository {

    /** Keys in one order for all members, or two batches could wait for each other. */
    static final String INSERT_KEYS = """
            INSERT INTO idempotency_key (project, caller, key, fingerprint, operation_id, created_at)
            SELECT project, caller, key, decode(fingerprint, 'hex'), operation_id, created_at
              FROM unnest(CAST(:projects AS text[]), CAST(:callers AS text[]), CAST(:keys AS text[]),
                          CAST(:fingerprints AS text[]), CAST(:ids AS uuid[]), CAST(:created AS timestamptz[]))
                AS t (project, caller, key, fingerprint, operation_id, created_at)
             ORDER BY project, caller, key
                ON CONFLICT DO NOTHING
            RETURNING operation_id""";

    /** By the index too: a join alone would read all of it, where PostgreSQL may not look up one row after the other. */
    static final String DELETE_KEYS = """
            DELETE FROM idempotency_key k
             USING unnest(CAST(:projects AS text[]), CAST(:callers AS text[]), CAST(:keys AS text[]))
                AS t (project, caller, key)
             WHERE k.project = t.project AND k.caller = t.caller AND k.key = t.key
               AND k.project = ANY (CAST(:projects AS text[])) AND k.caller = ANY (CAST(:callers AS text[]))
               AND k.key = ANY (CAST(:keys AS text[]))""";

    private static final String FIND = """
            SELECT operation_id, encode(fingerprint, 'hex') AS fingerprint
              FROM idempotency_key WHERE project = :project AND caller = :caller AND key = :key""";

    /**
     * Of the next so many old keys those whose operation is forgotten. OFFSET 0 has each looked for by index: a plan for all of
     * history would read it all.
     */
    private static final String PRUNE = """
            WITH looked AS MATERIALIZED (
                   SELECT project, caller, key, operation_id, created_at FROM idempotency_key
                    WHERE created_at < :horizon AND (created_at, operation_id) > (:after, :afterId)
                    ORDER BY created_at, operation_id LIMIT :limit),
            deleted AS (
            DELETE FROM idempotency_key k USING looked l
             WHERE k.project = l.project AND k.caller = l.caller AND k.key = l.key AND k.operation_id = l.operation_id
               AND NOT EXISTS (SELECT FROM active_operation a WHERE a.id = l.operation_id OFFSET 0)
               AND NOT EXISTS (SELECT FROM final_operation f WHERE f.id = l.operation_id OFFSET 0)
            RETURNING 1)
            SELECT created_at, operation_id, (SELECT count(*) FROM deleted) AS deleted
              FROM looked ORDER BY created_at DESC, operation_id DESC LIMIT 1""";

    private static final int PORTION = 1_000;

    private static final String DELETE = """
            DELETE FROM idempotency_key WHERE project = :project AND caller = :caller AND key = :key
               AND operation_id = :id""";

    private static final String DELETE_OF_PROJECT = """
            DELETE FROM idempotency_key
             WHERE (project, caller, key) IN (
                   SELECT project, caller, key FROM idempotency_key WHERE project = :project LIMIT :limit)
               AND EXISTS (SELECT FROM project WHERE name = :project AND being_deleted)""";

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Duration history;

    IdempotencyKeyRepository(JdbcClient jdbc, Clock clock, OperationSettings settings) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.history = settings.retention().history();
    }

    /** What a key was used for. */
    record KeyUse(UUID operationId, String fingerprint) {}

    Optional<KeyUse> find(String project, IdempotencyKey key) {
        return keyed(FIND, project, key)
                .query((row, _) -> new KeyUse(row.getObject("operation_id", UUID.class), row.getString("fingerprint")))
                .optional();
    }

    /** Frees a key whose operation is forgotten. */
    void delete(String project, IdempotencyKey key, UUID operationId) {
        keyed(DELETE, project, key).param("id", operationId).update();
    }

    /** So far the oldest keys have been looked at, and so many of them freed. */
    private record Pruned(Instant createdAt, UUID operationId, int deleted) {}

    /** Frees all keys whose operation is forgotten, portion by portion, and tells how many. */
    int prune() {
        var horizon = clock.instant().minus(history);
        var sum = 0;
        var last = Optional.of(new Pruned(Instant.EPOCH, new UUID(0, 0), 0));
        while (last.isPresent()) {
            last = prune(horizon, last.get());
            sum += last.map(Pruned::deleted).orElse(0);
        }
        return sum;
    }

    private Optional<Pruned> prune(Instant horizon, Pruned last) {
        return jdbc.sql(PRUNE)
                .param("horizon", Columns.at(horizon))
                .param("after", Columns.at(last.createdAt))
                .param("afterId", last.operationId)
                .param("limit", PORTION)
                .query((row, _) -> new Pruned(
                        Objects.requireNonNull(Columns.instant(row, "created_at")),
                        row.getObject("operation_id", UUID.class),
                        row.getInt("deleted")))
                .optional();
    }

    /** Frees all keys of a project that is being deleted, portion by portion. */
    void deleteOfProject(String project) {
        int deleted;
        do {
            deleted = jdbc.sql(DELETE_OF_PROJECT)
                    .param("project", project)
                    .param("limit", PORTION)
                    .update();
        } while (deleted == PORTION);
    }

    private JdbcClient.StatementSpec keyed(String sql, String project, IdempotencyKey key) {
        return jdbc.sql(sql)
                .param("project", project)
                .param("caller", key.caller())
                .param("key", key.key());
    }
}
