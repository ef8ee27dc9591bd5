package io.operations.operation;

import tools.jackson.databind.JsonNode;

/**
 * The code that operations of one type run. Declare it as a Spring bean and its type can be scheduled, in Java and over
 * HTTP. One instance serves all operations of its type at once.
 */
public interface RunHook {

    /** The type it serves; always the same value. */
    OperationType type();

    /**
     * Looks at the inputs before an operation is accepted, beyond what {@link OperationType#inputs()} already says.
     *
     * @throws OperationException.Invalid with a message that names the field, {@code inputs.duration} for example
     */
    default void validate(Inputs inputs) {}

    /**
     * How the database keeps a value of one of its inputs, where that depends on the value. Asked only of types that have
     * inputs which are not {@link Secrecy#OPEN}.
     */
    default Secrecy secrecy(OperationInput input, JsonNode value) {
        return input.secrecy();
    }

    /**
     * Does the work, on a virtual thread of its own. Returning is Success. Throwing is Failure, with the message and, for
     * an {@link OperationException}, its code. The thread is interrupted when the operation is cancelled; an
     * {@link InterruptedException} or {@link java.util.concurrent.CancellationException} that comes out is Cancelled.
     * Returning normally in spite of that is Success.
     */
    void run(RunContext context) throws Exception;

    /** A hook from a lambda, for work that is scheduled in Java only. */
    static RunHook of(OperationType type, Body body) {
        return new RunHook() {
            @Override
            public OperationType type() {
                return type;
            }

            @Override
            public void run(RunContext context) throws Exception {
                body.run(context);
            }
        };
    }

    /** What {@link #of} turns into a hook. */
    @FunctionalInterface
    interface Body {
        void run(RunContext context) throws Exception;
    }
}
