package io.operations.operation;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.Bodies;
import io.operations.ServiceTest;
import io.operations.member.MemberService;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Two members that insert one reference into the same two projects wait for each other in one order. A batch in another order would
 * have the reference of one project while it waits for that of the other, and PostgreSQL would have to end a deadlock.
 */
@ServiceTest
class ReferenceOrderTests {

    private static final String INSERT = """
            SET LOCAL lock_timeout = '3s';
            INSERT INTO active_operation (id, project, type, class, entity_url, resources, inputs, conflict_reference, created_at,
                   updated_at, status_code, metadata, location, attempt)
            VALUES (gen_random_uuid(), '%s', 'wait', 4, '/1.0', '{}', '{}', '%s', now(), now(), 105, '{}', 'none', 0)""";

    private static final String IS_WAITING = "SELECT EXISTS (SELECT FROM pg_stat_activity"
            + " WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%unnest%')";

    private final JdbcClient jdbc;
    private final NamedParameterJdbcOperations statements;
    private final TransactionTemplate transaction;
    private final DataSource database;
    private final Clock clock;
    private final UUID owner;
    private final String reference = Bodies.unique();
    private final String first;
    private final String second;

    ReferenceOrderTests(
            @LocalServerPort int port,
            JdbcClient jdbc,
            NamedParameterJdbcOperations statements,
            PlatformTransactionManager transactions,
            DataSource database,
            Clock clock,
            MemberService member) {
        this.jdbc = jdbc;
        this.statements = statements;
        this.transaction = new TransactionTemplate(transactions);
        this.database = database;
        this.clock = clock;
        this.owner = member.incarnation();
        first = Api.on(port).project("a-" + reference);
        second = Api.on(port).project("b-" + reference);
    }

    private Write insert(String project) {
        return new Write.Insert(
                Writes.inProject(Writes.row(clock.instant()), project, reference), List.of(), owner, null);
    }

    private void executeAndRollBack(Write... writes) {
        var batch = new WriteBatch(statements, List.of(writes));
        transaction.executeWithoutResult(it -> {
            batch.execute();
            it.setRollbackOnly();
        });
    }

    @Test
    void isThatOfTheProjects() throws SQLException {
        CompletableFuture<Void> batch;
        try (var _ = Locks.holding(database, INSERT.formatted(first, reference))) {
            batch = CompletableFuture.runAsync(() -> executeAndRollBack(insert(second), insert(first)));
            await().until(() -> jdbc.sql(IS_WAITING).query(Boolean.class).single());

            assertThatNoException()
                    .isThrownBy(() -> Locks.holding(database, INSERT.formatted(second, reference))
                            .close());
        }
        batch.join();
    }
}
