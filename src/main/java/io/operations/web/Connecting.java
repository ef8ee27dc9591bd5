package io.operations.web;

import io.operations.operation.Attachment;
import io.operations.operation.OperationException;
import io.operations.requestor.Caller;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Attaches somebody to a websocket operation (contract §1.7). */
@FunctionalInterface
interface Connecting {

    /**
     * @param secret of the channel that is meant; null if the caller named none
     * @throws OperationException to refuse
     */
    Attachment connect(UUID id, @Nullable String secret, Caller caller);
}
