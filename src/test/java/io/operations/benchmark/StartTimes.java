package io.operations.benchmark;

import io.operations.TestHooks;
import io.operations.operation.OperationArgs;
import io.operations.operation.OperationService;
import io.operations.operation.RunHook;
import io.operations.requestor.Requestor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;

/**
 * Times of single operations on a service that has nothing else to do, from the call that schedules them.
 *
 * @param start to the first instruction of the hook
 * @param end   to the moment when somebody who waits knows that it is final
 */
record StartTimes(Samples start, Samples end) {

    private static final long PAUSE_NANOS = 2_000_000;

    static StartTimes measure(OperationService service, OperationArgs args, Requestor requestor, int samples)
            throws InterruptedException, ExecutionException {
        var starts = new long[samples];
        var ends = new long[samples];
        for (var i = 0; i < samples; i++) {
            LockSupport.parkNanos(PAUSE_NANOS);
            var started = new CompletableFuture<Long>();
            var hook = RunHook.of(TestHooks.NOOP, _ -> started.complete(System.nanoTime()));
            var begin = System.nanoTime();
            var operation = service.scheduleUserOperationFromRequest(args.withRunHook(hook), requestor);
            service.await(operation.id()).get();
            ends[i] = System.nanoTime() - begin;
            starts[i] = started.get() - begin;
        }
        return new StartTimes(Samples.ofMillis(starts), Samples.ofMillis(ends));
    }
}
