package io.operations.hook;

import static org.assertj.core.api.Assertions.catchThrowable;

import io.operations.operation.RunContext;
import io.operations.operation.RunHook;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A hook that runs meanwhile. */
final class Running {

    private final FutureTask<@Nullable Void> outcome;
    private final Thread thread;

    private Running(RunHook hook, RunContext context) {
        outcome = new FutureTask<>(() -> {
            hook.run(context);
            return null;
        });
        thread = Thread.ofVirtual().start(outcome);
    }

    static Running of(RunHook hook, RunContext context) {
        return new Running(hook, context);
    }

    void cancel() {
        thread.interrupt();
    }

    boolean isOver() {
        return outcome.isDone();
    }

    void succeeds() throws Exception {
        outcome.get(30, TimeUnit.SECONDS);
    }

    Throwable failure() {
        var failure = catchThrowable(() -> outcome.get(30, TimeUnit.SECONDS));
        return failure instanceof ExecutionException e && e.getCause() != null ? e.getCause() : failure;
    }
}
