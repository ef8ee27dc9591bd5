package io.operations.operation;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

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

    static final String DELETE_KEYS = """
            DELETE FROM idempotency_key k
             USING unnest(CAST(:projects AS text[]), CAST(:callers AS text[]), CAST(:keys AS text[]))
                AS t (project, caller, key)
             WHERE k.project = t.project AND k.caller = t.caller AND k.key = t.key""";

    private static final String FIND = """
            SELECT operation_id, encode(fingerprint, 'hex') AS fingerprint
              FROM idempotency_key WHERE project = :project AND caller = :caller AND key = :key""";

    private static final String PRUNE = """
            DELETE FROM idempotency_key k
             WHERE created_at < :horizon
               AND NOT EXISTS (SELECT FROM active_operation a WHERE a.id = k.operation_id)
               AND NOT EXISTS (SELECT FROM final_operation f WHERE f.id = k.operation_id)""";

    private static final String DELETE = """
            DELETE FROM idempotency_key WHERE project = :project AND caller = :caller AND key = :key
               AND operation_id = :id""";

    private static final String DELETE_OF_PROJECT = """
            DELETE FROM idempotency_key
             WHERE project = :project AND EXISTS (SELECT FROM project WHERE name = :project AND being_deleted)""";

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

    /** Frees all such keys, and tells how many. */
    @Transactional
    int prune() {
        return jdbc.sql(PRUNE)
                .param("horizon", Columns.at(clock.instant().minus(history)))
                .update();
    }

    /** Frees all keys of a project that is being deleted. */
    void deleteOfProject(String project) {
        jdbc.sql(DELETE_OF_PROJECT).param("project", project).update();
    }

    private JdbcClient.StatementSpec keyed(String sql, String project, IdempotencyKey key) {
        return jdbc.sql(sql)
                .param("project", project)
                .param("caller", key.caller())
                .param("key", key.key());
    }
}
