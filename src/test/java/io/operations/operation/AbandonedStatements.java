package io.operations.operation;

import io.operations.operation.AbandonedRepository.Ending;
import io.operations.operation.AbandonedRepository.Held;
import io.operations.operation.AbandonedRepository.Look;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The statements about operations whose owner is gone, and about ends whose commit was not answered. */
final class AbandonedStatements {

    private final AbandonedRepository abandoned;
    private final ElsewhereRepository elsewhere;
    private final OperationRepository operations;
    private final NamedParameterJdbcOperations statements;
    private final TransactionTemplate transaction;

    AbandonedStatements(ApplicationContext context) {
        abandoned = context.getBean(AbandonedRepository.class);
        elsewhere = context.getBean(ElsewhereRepository.class);
        operations = context.getBean(OperationRepository.class);
        statements = context.getBean(NamedParameterJdbcOperations.class);
        transaction = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
    }

    /**
     * @param families a task's and a durable one of this owner, and one of nobody, each with two children
     * @param settled  later than what the owner has forgotten
     */
    void execute(UUID owner, List<List<OperationRow>> families, Instant settled) {
        var look = new Look(owner, List.of(), settled, 2);
        cancel(families.getLast());
        var cancelled = families.get(1).getFirst().header().id();
        elsewhere.requestCancel(cancelled, null);
        var marker = UUID.randomUUID();
        abandoned.end(Ending.UNNEEDED_CHILDREN, look, AbandonedRepository.START, marker);
        elsewhere.endedWith(List.of(marker), settled.minusSeconds(120));
        abandoned.wide(look, AbandonedRepository.START);
        abandoned.moveChildren(new Held(cancelled, owner, 1), 1);
        abandoned.release(look, AbandonedRepository.START);
        for (var ending : Ending.values()) abandoned.end(ending, look, AbandonedRepository.START, marker);
        var parent = families.getFirst().getFirst();
        operations.isEndedByOwner(parent.header().id(), parent.state());
    }

    private void cancel(List<OperationRow> waiting) {
        var id = waiting.getFirst().header().id();
        transaction.executeWithoutResult(_ -> new WriteBatch(statements, List.of(end(waiting.getFirst()))).locked());
        requestCancel(id);
        operations.cancelUnneeded(id, List.of(), UUID.randomUUID());
    }

    /** As it was asked of an owner that then gave the operation back. */
    private void requestCancel(UUID id) {
        statements.update("UPDATE active_operation SET cancel_requested_at = now() WHERE id = :id", Map.of("id", id));
    }

    private static Write.Finish end(OperationRow row) {
        return new Write.Finish(row.header().id(), row.header().family(), UUID.randomUUID(), row.state());
    }
}
