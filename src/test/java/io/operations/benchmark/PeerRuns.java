package io.operations.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The same workloads for another engine, in a database of its own on the same PostgreSQL. */
final class PeerRuns implements AutoCloseable {

    private static final String DATABASE = "benchmark_peer";
    private static final String PAYLOAD = "x".repeat(200);
    private static final long PAUSE_NANOS = 500_000;
    private static final long PATIENCE_NANOS = 300_000_000_000L;

    private final Peer peer;
    private final JdbcClient admin;
    private final HikariDataSource pool;
    private final JdbcClient jdbc;
    private final AtomicInteger keys = new AtomicInteger();
    private final AtomicInteger ran = new AtomicInteger();
    private final AtomicLong first = new AtomicLong();

    PeerRuns(Peer peer, HikariDataSource service) {
        this.peer = peer;
        this.admin = JdbcClient.create(service);
        drop();
        admin.sql("CREATE DATABASE " + DATABASE).update();
        this.pool = pool(service, peer.connections());
        this.jdbc = JdbcClient.create(pool);
    }

    private static HikariDataSource pool(HikariDataSource service, int connections) {
        var database = new PGSimpleDataSource();
        database.setUrl(service.getJdbcUrl());
        database.setUser(service.getUsername());
        database.setPassword(service.getPassword());
        database.setDatabaseName(DATABASE);
        database.setReWriteBatchedInserts(true);
        var config = new HikariConfig();
        config.setDataSource(database);
        config.setMaximumPoolSize(connections);
        return new HikariDataSource(config);
    }

    /** Jobs a second: one a call, workers beside the producers, until the database shows the last as done. */
    List<Double> producersAndWorkers(int producers, int runs) throws Exception {
        var perSecond = new ArrayList<Double>();
        try (var engine = peer.open(pool, this::ran)) {
            engine.work();
            run(engine, producers, peer.jobs() / 5);
            for (var i = 0; i < runs; i++) {
                settle();
                perSecond.add(run(engine, producers, peer.jobs()));
            }
        }
        return perSecond;
    }

    private double run(Peer.Engine engine, int producers, int jobs) throws Exception {
        ran.set(0);
        var begin = System.nanoTime();
        enqueue(engine, producers, jobs);
        awaitAll(engine, jobs);
        return jobs * 1e9 / (System.nanoTime() - begin);
    }

    /** Jobs a second that are all there before the first one runs, from its begin. */
    List<Double> drain(int producers, int runs) throws Exception {
        var perSecond = new ArrayList<Double>();
        for (var i = 0; i < runs; i++) {
            try (var engine = peer.open(pool, this::ran)) {
                enqueue(engine, producers, peer.jobs());
                settle();
                ran.set(0);
                first.set(0);
                engine.work();
                awaitAll(engine, peer.jobs());
                perSecond.add(peer.jobs() * 1e9 / (System.nanoTime() - first.get()));
            }
        }
        return perSecond;
    }

    private void enqueue(Peer.Engine engine, int producers, int jobs) throws Exception {
        Producers.repeat(producers, jobs, () -> {
            engine.enqueue("job-" + keys.incrementAndGet(), PAYLOAD);
            return null;
        });
    }

    private void ran() {
        first.compareAndSet(0, System.nanoTime());
        ran.incrementAndGet();
    }

    private void awaitAll(Peer.Engine engine, int jobs) {
        var deadline = System.nanoTime() + PATIENCE_NANOS;
        while (ran.get() < jobs
                || jdbc.sql(engine.unfinished()).query(Long.class).single() > 0) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(peer.name() + " has run " + ran + " of " + jobs);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        assertThat(ran).hasValue(jobs);
    }

    /** Fresh statistics, and no checkpoint due. */
    private void settle() {
        jdbc.sql("VACUUM ANALYZE").update();
        jdbc.sql("CHECKPOINT").update();
    }

    private void drop() {
        admin.sql("DROP DATABASE IF EXISTS " + DATABASE + " WITH (FORCE)").update();
    }

    @Override
    public void close() {
        pool.close();
        drop();
    }
}
