package io.operations.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.operations.ServiceTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.test.context.TestPropertySource;

/** Heartbeats have connections of their own. */
@ServiceTest
@TestPropertySource(
        properties = {
            "operations.member.heartbeat-interval=100ms",
            "operations.member.offline-threshold=6s",
            "spring.datasource.hikari.maximum-pool-size=3"
        })
class HeartbeatPoolTests {

    private static final int ALL = 3;

    private final HeartbeatPool pool;
    private final DataSource database;
    private final MemberService member;
    private final JdbcClient aside;

    HeartbeatPoolTests(HeartbeatPool pool, DataSource database, MemberService member, Environment environment) {
        this.pool = pool;
        this.database = database;
        this.member = member;
        this.aside = JdbcClient.create(new DriverManagerDataSource(
                environment.getRequiredProperty("spring.datasource.url"),
                environment.getProperty("spring.datasource.username", ""),
                environment.getProperty("spring.datasource.password", "")));
    }

    /** As reads do that many clients ask for at once, or one that takes long. */
    @Test
    void goOnWhileAllOtherConnectionsAreInUse() throws SQLException {
        var before = member.incarnation();
        var taken = new ArrayList<Connection>();
        try {
            for (var i = 0; i < ALL; i++) taken.add(database.getConnection());
            var heard = new TreeSet<Instant>();

            await().until(() -> {
                heard.add(lastHeard());
                return heard.size() > 10;
            });
        } finally {
            for (var connection : taken) connection.close();
        }
        assertThat(member.incarnation()).isEqualTo(before);
    }

    private Instant lastHeard() {
        return aside.sql("SELECT max(heartbeat_at) FROM member")
                .query(java.sql.Timestamp.class)
                .single()
                .toInstant();
    }

    /** In 6 seconds there is time for another try, and for a third. */
    @Test
    void giveUpInTime() throws SQLException {
        var own = pool.dataSource().unwrap(HikariDataSource.class);
        var main = database.unwrap(HikariDataSource.class);

        assertThat(own.getDataSourceProperties())
                .containsEntry("socketTimeout", "1")
                .containsEntry("connectTimeout", "1");
        assertThat(own.getConnectionTimeout()).isEqualTo(750);
        assertThat(main.getDataSourceProperties()).containsEntry("socketTimeout", "30");
        assertThat(List.of(own.getJdbcUrl(), own.getUsername()))
                .isEqualTo(List.of(main.getJdbcUrl(), main.getUsername()));
    }
}
