package io.operations.benchmark;

import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What plain JDBC on the same pool and the same PostgreSQL does: one small row and one commit a call. Figures are to be read
 * as ratios to it, since it carries the machine's disk and noise.
 */
final class CommitFloor implements AutoCloseable {

    private static final String INSERT = "INSERT INTO benchmark_floor (id, payload) VALUES (?, ?)";
    private static final String PAYLOAD = "x".repeat(100);

    private final DataSource dataSource;
    private final JdbcClient jdbc;

    CommitFloor(DataSource dataSource) {
        this.dataSource = dataSource;
        this.jdbc = JdbcClient.create(dataSource);
        jdbc.sql("CREATE TABLE benchmark_floor (id uuid PRIMARY KEY, payload text NOT NULL)")
                .update();
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
        jdbc.sql("DROP TABLE benchmark_floor").update();
    }
}
