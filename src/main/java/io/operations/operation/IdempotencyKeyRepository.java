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

    private JdbcClient.StatementSpec keyed(String sql, String project, IdempotencyKey key) {
        return jdbc.sql(sql)
                .param("project", project)
                .param("caller", key.caller())
                .param("key", key.key());
    }
}
