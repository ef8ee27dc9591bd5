package io.operations.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

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

/** Heartbeats have a connection of their own. */
@ServiceTest
@TestPropertySource(
        properties = {
            "operations.member.heartbeat-interval=100ms",
            "operations.member.offline-threshold=6s",
            "spring.datasource.hikari.maximum-pool-size=3",
            "spring.datasource.hikari.data-source-properties.socketTimeout=30"
        })
class HeartbeatConnectionTests {

    private static final int ALL = 3;

    private final HeartbeatConnection heartbeats;
    private final DataSource database;
    private final MemberService member;
    private final JdbcClient aside;

    HeartbeatConnectionTests(
            HeartbeatConnection heartbeats, DataSource database, MemberService member, Environment environment) {
        this.heartbeats = heartbeats;
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

    /** In 6 seconds there is time for another try, and for a third; whatever is right for everything else. */
    @Test
    void giveUpInTime() {
        var own = (DriverManagerDataSource) heartbeats.dataSource();

        assertThat(own.getConnectionProperties())
                .containsEntry("socketTimeout", "1")
                .containsEntry("connectTimeout", "1");
    }

    @Test
    void connectAnewAtOnce() throws SQLException {
        try (var before = heartbeats.dataSource().getConnection()) {
            assertThat(before.isClosed()).isFalse();
        }
        aside.sql("""
                        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                         WHERE application_name = 'operation-service heartbeat' AND datname = current_database()""").query(Long.class).single();

        // PostgreSQL answers before the backend has ended.
        await().until(() -> heartbeats.dataSource().getConnection().isValid(1));
    }

    @Test
    void doNotWaitAsLongAsTheUrlSays() {
        assertThat(JdbcUrl.withoutTimeouts("jdbc:postgresql://a,b/c?socketTimeout=60&targetServerType=primary"))
                .isEqualTo("jdbc:postgresql://a,b/c?targetServerType=primary");
        assertThat(JdbcUrl.withoutTimeouts("jdbc:postgresql://a/c?user=x&connectTimeout=60&loginTimeout=9"))
                .isEqualTo("jdbc:postgresql://a/c?user=x&");
        assertThat(JdbcUrl.withoutTimeouts("jdbc:postgresql://a/c")).isEqualTo("jdbc:postgresql://a/c");
    }

    @Test
    void nameNoPasswordThatIsInAUrl() {
        for (var url : List.of("postgresql://ops:geheim@pg/db", "jdbc:postgresql://pg?user=ops&password=geheim")) {
            assertThatThrownBy(() -> JdbcUrl.requirePostgreSql(url, "operations.member.hints.url"))
                    .hasMessageStartingWith("operations.member.hints.url must be")
                    .hasMessageNotContaining("geheim");
        }
    }
}
