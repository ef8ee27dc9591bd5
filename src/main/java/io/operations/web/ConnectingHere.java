package io.operations.web;

import io.operations.operation.Channel;
import io.operations.operation.OperationException;
import io.operations.requestor.Requestor;
import java.util.UUID;

/** The same as {@link Connecting} for another member, whose client it is: to operations of this member only. */
@FunctionalInterface
interface ConnectingHere {

    /**
     * @param secret of the channel that is meant
     * @throws OperationException to refuse
     */
    Channel connect(UUID id, String secret, Requestor requestor);
}
