package io.operations.benchmark;

import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;

/**
 * Threads that do one thing at an even pace together. Who has fallen behind goes on at once, until it has caught up.
 *
 * @param perSecond of all threads; infinite for as fast as it goes
 */
record Paced(int threads, double perSecond, Callable<?> work) {

    /** As long as it is to go on: nanoseconds of each call. */
    long[] repeatWhile(BooleanSupplier goesOn) throws Exception {
        var interval = 1e9 * threads / perSecond;
        var begin = System.nanoTime();
        var shares = new ArrayList<Future<LongStream>>();
        try (var executor = Executors.newFixedThreadPool(threads)) {
            for (var i = 0; i < threads; i++) {
                var first = begin + (long) (i * interval / threads);
                shares.add(executor.submit(() -> share(first, interval, goesOn)));
            }
        }
        var all = LongStream.empty();
        for (var share : shares) all = LongStream.concat(all, share.get());
        return all.toArray();
    }

    private LongStream share(long first, double interval, BooleanSupplier goesOn) throws Exception {
        var nanos = LongStream.builder();
        for (var i = 0L; goesOn.getAsBoolean(); i++) {
            awaitTime(first + (long) (i * interval));
            var begin = System.nanoTime();
            work.call();
            nanos.add(System.nanoTime() - begin);
        }
        return nanos.build();
    }

    private static void awaitTime(long time) {
        for (var left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
