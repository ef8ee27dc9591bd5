package io.operations.operation;

/** Schedules an operation, whoever asks: so that code can be written once for requests and for running operations. */
@FunctionalInterface
public interface OperationScheduler {

    /** @throws OperationException if the operation is refused */
    Operation schedule(OperationArgs args);
}
