package io.operations.benchmark;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What plain JDBC on the same pool and the same PostgreSQL does: one small row and one commit a call. Figures are to be read
 * as ratios to it, since it carries the machine's disk and noise.
 */
final class CommitFloor implements AutoCloseable {

    private static final int HUNDRED = 100;

    /** The least that a table of jobs can be, and each step of a hundred of them in one statement. */
    private static final String JOBS = """
            CREATE TABLE benchmark_jobs (
              id bigint PRIMARY KEY, state smallint NOT NULL, created_at timestamptz NOT NULL, started_at timestamptz,
              finished_at timestamptz, payload jsonb NOT NULL)""";

    private static final List<String> STEPS = List.of(
            "INSERT INTO benchmark_jobs SELECT i, 0, now(), NULL, NULL, jsonb_build_object('n', i, 'pad', repeat('x', 180))"
                    + " FROM generate_series(?, ?) i",
            "UPDATE benchmark_jobs SET state = 1, started_at = now() WHERE id BETWEEN ? AND ?",
            "UPDATE benchmark_jobs SET state = 2, finished_at = now() WHERE id BETWEEN ? AND ?");

    private static final String INSERT = "INSERT INTO benchmark_floor (id, payload) VALUES (?, ?)";
    private static final String PAYLOAD = "x".repeat(100);

    private final DataSource dataSource;
    private final JdbcClient jdbc;

    CommitFloor(DataSource dataSource) {
        this.dataSource = dataSource;
        this.jdbc = JdbcClient.create(dataSource);
        jdbc.sql("CREATE TABLE benchmark_floor (id uuid PRIMARY KEY, payload text NOT NULL)")
                .update();
        jdbc.sql(JOBS).update();
    }

    double operationsByHundred(int threads, int operations) throws InterruptedException, ExecutionException {
        jdbc.sql("TRUNCATE benchmark_jobs").update();
        jdbc.sql("CHECKPOINT").update();
        var next = new AtomicLong();
        var begin = System.nanoTime();
        Producers.repeat(threads, operations / HUNDRED, () -> hundred(next.getAndAdd(HUNDRED)));
        return operations * 1e9 / (System.nanoTime() - begin);
    }

    private Void hundred(long from) throws SQLException {
        try (var connection = dataSource.getConnection()) {
            for (var step : STEPS) {
                try (var statement = connection.prepareStatement(step)) {
                    statement.setLong(1, from);
                    statement.setLong(2, from + HUNDRED - 1);
                    statement.execute();
                }
            }
        }
        return null;
    }

    double insertsPerSecond(int threads, int inserts) throws InterruptedException, ExecutionException {
        var begin = System.nanoTime();
        Producers.repeat(threads, inserts, this::insert);
        return inserts * 1e9 / (System.nanoTime() - begin);
    }

    /** How long one takes when nobody else is there. */
    Samples insertTimes(int samples) throws SQLException {
        var nanos = new long[samples];
        for (var i = 0; i < samples; i++) {
            var begin = System.nanoTime();
            insert();
            nanos[i] = System.nanoTime() - begin;
        }
        return Samples.ofMillis(nanos);
    }

    private int insert() throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(INSERT)) {
            statement.setObject(1, UUID.randomUUID());
            statement.setString(2, PAYLOAD);
            return statement.executeUpdate();
        }
    }

    @Override
    public void close() {
        jdbc.sql("DROP TABLE benchmark_floor, benchmark_jobs").update();
    }
}
