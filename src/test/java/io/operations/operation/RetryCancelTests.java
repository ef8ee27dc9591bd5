package io.operations.operation;

import static io.operations.operation.Crowd.SOMEBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.operations.ServiceTest;
import io.operations.TestHooks;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.RepeatedTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A cancel that comes while an operation goes from its member to nobody, to wait for its next attempt. */
@ServiceTest
class RetryCancelTests {

    private final OperationService operations;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final String gate = UUID.randomUUID().toString();

    RetryCancelTests(OperationService operations, JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.operations = operations;
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
    }

    @RepeatedTest(3)
    void isNotLost() {
        var operation = operations.scheduleUserOperationFromRequest(
                OperationArgs.of(TestHooks.PATIENT)
                        .inProject("default")
                        .withInputs(Inputs.of(Map.of("failures", 1, "fail_gate", gate))),
                SOMEBODY);
        await().until(() -> TestHooks.runs(operation.id()) == 1);

        var cancelled = transaction.execute(_ -> {
            jdbc.sql("SELECT id FROM active_operation WHERE id = :id FOR UPDATE")
                    .param("id", operation.id())
                    .query(UUID.class)
                    .single();
            TestHooks.open(gate);
            await("it cannot be written that it waits")
                    .until(() -> operation.live().isClosed());
            return CompletableFuture.supplyAsync(() -> operation.cancel());
        });

        assertThat(cancelled).isNotNull().succeedsWithin(Crowd.LONG).isEqualTo(true);
        assertThat(Crowd.end(operations, operation.id()).status()).isEqualTo("Cancelled");
        assertThat(TestHooks.runs(operation.id())).isEqualTo(1);
    }
}
