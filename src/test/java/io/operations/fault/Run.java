package io.operations.fault;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of the suite: members and clients, faults, then quiet until everything is final, then the evidence.
 *
 * @param operations at least so many are accepted
 * @param duration   at least so long are there clients
 * @param perSecond  what clients ask for while they are answered
 */
record Run(long seed, int members, int faults, int operations, Duration duration, int clients, double perSecond) {

    private static final Logger log = LoggerFactory.getLogger(Run.class);

    /** An operation whose claim was lost with its answer is found by the second look after a minute. */
    private static final Duration QUIET = Duration.ofMinutes(3);

    private static final Duration ASLEEP = Duration.ofSeconds(20);

    Evidence run(Path folder) throws InterruptedException {
        var journal = new Log();
        try (var trail = new Trail(journal);
                var cluster = new Cluster(folder, members)) {
            var http = new Http();
            var ears = cluster.replicas().stream()
                    .map(it -> new Ear(http, journal, it::contact))
                    .toList();
            var load = new Load(http, journal, cluster::contacts, trail.port(), clients, perSecond);
            load.start(seed);
            injectWhileLoaded(cluster, journal, new Probe(http, journal, trail.port()));
            load.stop();
            awaitQuiet(cluster, load, journal);
            for (var ear : ears) ear.close();
            cluster.replicas().forEach(cluster::countFenced);
            return journal.with(new Archive(cluster.jdbc()).read(cluster.fenced()));
        }
    }

    private void injectWhileLoaded(Cluster cluster, Log journal, Probe probe) {
        var end = System.nanoTime() + duration.toNanos();
        new Injector(cluster, journal, probe).inject(FaultPlan.of(seed, faults));
        while (System.nanoTime() < end || journal.countAccepted() < operations) {
            LockSupport.parkNanos(100_000_000);
        }
        log.info("All faults are over, {} operations are accepted", journal.countAccepted());
    }

    /** What is not final, or still waits, when the time is over is for the checker to complain of. */
    private static void awaitQuiet(Cluster cluster, Load load, Log journal) {
        var limit = System.nanoTime() + QUIET.toNanos();
        while (cluster.countActive() > 0 && System.nanoTime() < limit) LockSupport.parkNanos(100_000_000);
        log.info("{} operations are not final", cluster.countActive());
        limit = System.nanoTime() + ASLEEP.toNanos();
        while (!load.isQuiet() && System.nanoTime() < limit) LockSupport.parkNanos(100_000_000);
        log.info("{} waiters are not woken", journal.countAsleep());
        // What listeners have not heard by now is on its way.
        LockSupport.parkNanos(1_000_000_000);
    }
}
