package io.operations.benchmark;

import io.operations.operation.OperationArgs;
import io.operations.operation.OperationService;
import io.operations.requestor.Requestor;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * How long after an operation's end is committed a client that waits over HTTP has read the answer.
 *
 * @param here      it waits on the member that runs the operation
 * @param elsewhere on another member
 */
record WakeTimes(Samples here, Samples elsewhere) {

    /**
     * Clients with a connection to each of two members. Each schedules one operation after the other on the first, and waits
     * for it on either in turn. What they schedule lasts longer than a client takes to begin waiting: otherwise that would be
     * measured.
     */
    record Clients(OperationService service, Requestor requestor, int here, int elsewhere) {

        WakeTimes measure(OperationArgs args, int clients, int operations) throws Exception {
            var atHome = new ConcurrentLinkedQueue<Long>();
            var away = new ConcurrentLinkedQueue<Long>();
            try (var executor = Executors.newFixedThreadPool(clients)) {
                Callable<Void> client = () -> repeat(args, operations, atHome, away);
                var all = IntStream.range(0, clients)
                        .mapToObj(_ -> executor.submit(client))
                        .toList();
                for (Future<?> each : all) each.get();
            }
            return new WakeTimes(samples(atHome), samples(away));
        }

        private Void repeat(
                OperationArgs args, int times, ConcurrentLinkedQueue<Long> atHome, ConcurrentLinkedQueue<Long> away)
                throws Exception {
            try (var home = new HttpConnection(here);
                    var other = new HttpConnection(elsewhere)) {
                for (var i = 0; i < times; i++) {
                    if (i % 2 == 0) atHome.add(wake(args, home));
                    else away.add(wake(args, other));
                }
            }
            return null;
        }

        /** Nanoseconds. Whoever waits on the owner in the same process is told by the thread that has seen the commit. */
        private long wake(OperationArgs args, HttpConnection connection) throws IOException {
            var id = service.scheduleUserOperationFromRequest(args, requestor).id();
            var committed = service.await(id).thenApply(_ -> System.nanoTime());
            connection.await("/1.0/operations/" + id);
            return Math.max(0, System.nanoTime() - committed.join());
        }

        private static Samples samples(ConcurrentLinkedQueue<Long> nanos) {
            return Samples.ofMillis(nanos.stream().mapToLong(Long::longValue).toArray());
        }
    }
}
