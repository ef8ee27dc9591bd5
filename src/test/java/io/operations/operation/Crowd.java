package io.operations.operation;

import static io.operations.TestHooks.NOOP;
import static org.awaitility.Awaitility.await;

import io.operations.requestor.Requestor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Many at once, and what they schedule. */
final class Crowd {

    static final Requestor SOMEBODY = new Requestor("somebody", "tls", "127.0.0.1:1");
    static final Duration LONG = Duration.ofSeconds(30);

    private Crowd() {}

    /** An operation that does this. */
    static OperationArgs doing(RunHook.Body body) {
        return args().withRunHook(RunHook.of(NOOP, body));
    }

    static OperationArgs args() {
        return OperationArgs.of(NOOP).inProject("default");
    }

    /** Calls so many times at once, numbered from 0, and returns what came of each. */
    static <T> List<T> atOnce(int callers, IntFunction<T> call) throws InterruptedException, ExecutionException {
        var go = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var futures = IntStream.range(0, callers)
                    .mapToObj(number -> threads.submit(() -> {
                        go.await();
                        return call.apply(number);
                    }))
                    .toList();
            go.countDown();
            return results(futures);
        }
    }

    private static <T> List<T> results(List<Future<T>> futures) throws InterruptedException, ExecutionException {
        var results = new ArrayList<T>();
        for (var future : futures) {
            results.add(future.get());
        }
        return results;
    }

    /** Waits until the hooks of all have been called. */
    static void awaitRunning(List<Operation> operations) {
        await().atMost(LONG).until(() -> operations.stream().allMatch(it -> it.status() == OperationStatus.RUNNING));
    }

    /** The final view, in a time that only a fault exceeds. */
    static OperationView end(OperationService operations, UUID id) {
        try {
            return Futures.await(operations.await(id), LONG)
                    .orElseThrow(() -> new AssertionError("Still " + operations.find(id)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
