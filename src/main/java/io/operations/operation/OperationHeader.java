package io.operations.operation;

import io.operations.requestor.Requestor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What never changes in an operation's life: the part of a row that is written once.
 *
 * @param type      name of the type; it may be one that this member does not know
 * @param inputs    empty once the operation is final: they may hold secrets and are of no more use
 * @param requestor null for a server operation
 * @param family    its place among parents and children
 * @param timeout   from its first start to its end; null for as long as it likes
 * @param priority  how far ahead of others in its project it waits; 0 once the operation is final
 * @param trace     the W3C {@code traceparent} that it goes on from; null where nothing is traced, and once it is final
 */
record OperationHeader(
        UUID id,
        String project,
        String type,
        OperationClass operationClass,
        String entityUrl,
        Map<String, List<String>> resources,
        Inputs inputs,
        @Nullable Requestor requestor,
        @Nullable String conflictReference,
        Instant createdAt,
        Family family,
        @Nullable Duration timeout,
        int priority,
        @Nullable String trace) {

    /** The same with the inputs that PostgreSQL gave back. */
    OperationHeader with(Inputs stored) {
        return new OperationHeader(
                id,
                project,
                type,
                operationClass,
                entityUrl,
                resources,
                stored,
                requestor,
                conflictReference,
                createdAt,
                family,
                timeout,
                priority,
                trace);
    }

    boolean durable() {
        return operationClass == OperationClass.DURABLE;
    }
}
