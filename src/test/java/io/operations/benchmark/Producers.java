package io.operations.benchmark;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Threads that do one thing again and again, each its share of it. */
final class Producers {

    private Producers() {}

    static void repeat(int threads, int times, Callable<?> work) throws InterruptedException, ExecutionException {
        repeat(Executors.newFixedThreadPool(threads, Thread.ofPlatform().factory()), threads, times, work);
    }

    /** The same on virtual threads. */
    static void repeatVirtually(int threads, int times, Callable<?> work)
            throws InterruptedException, ExecutionException {
        repeat(Executors.newVirtualThreadPerTaskExecutor(), threads, times, work);
    }

    private static void repeat(ExecutorService all, int threads, int times, Callable<?> work)
            throws InterruptedException, ExecutionException {
        try (var executor = all) {
            var shares = Stream.generate(() -> executor.submit(() -> share(times / threads, work)))
                    .limit(threads)
                    .toList();
            for (Future<?> share : shares) {
                share.get();
            }
        }
    }

    private static Void share(int times, Callable<?> work) throws Exception {
        for (var i = 0; i < times; i++) {
            work.call();
        }
        return null;
    }
}
