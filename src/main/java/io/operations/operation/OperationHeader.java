package io.operations.operation;

import io.operations.requestor.Requestor;
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
        Instant createdAt) {

    boolean durable() {
        return operationClass == OperationClass.DURABLE;
    }
}
