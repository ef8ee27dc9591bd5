package io.operations.member;

import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The member table. All times are PostgreSQL's. */
@Repository
class MemberRepository {

    private static final String JOIN = """
            INSERT INTO member (incarnation, name, secret) VALUES (:incarnation, :name, :secret)""";

    // A process that starts under a name takes over from earlier ones of that name: they can only be its predecessors.
    private static final String SUPERSEDE = """
            UPDATE member SET offline_at = now()
             WHERE name = :name AND incarnation <> :incarnation AND offline_at IS NULL""";

    // Where it is reached is said again each time: it may have been told while the database was away.
    private static final String BEAT = """
            UPDATE member m SET heartbeat_at = now(), address = :address, fingerprint = :fingerprint
              FROM member before
             WHERE m.incarnation = :incarnation AND m.offline_at IS NULL AND before.incarnation = m.incarnation
            RETURNING EXTRACT(EPOCH FROM m.heartbeat_at - before.heartbeat_at)""";

    // Who is silent by the same clock and at the same moment may not judge: the database may have stood still since the
    // beat.
    private static final String EXPEL_SILENT = """
            UPDATE member SET offline_at = now()
             WHERE offline_at IS NULL AND heartbeat_at < now() - make_interval(secs => :seconds)
               AND EXISTS (SELECT FROM member judge
                            WHERE judge.incarnation = :judge
                              AND judge.heartbeat_at > now() - make_interval(secs => :seconds / 2))
            RETURNING name""";

    private static final String LEAVE = """
            UPDATE member SET offline_at = now() WHERE incarnation = :incarnation AND offline_at IS NULL""";

    private static final String FORGET = """
            DELETE FROM member WHERE offline_at < now() - make_interval(secs => :seconds)""";

    private static final String REACHABLE = """
            UPDATE member SET address = :address, fingerprint = :fingerprint WHERE incarnation = :incarnation""";

    private static final String DRAIN = """
            UPDATE member SET draining_at = now() WHERE incarnation = :incarnation AND draining_at IS NULL""";

    // Of each name the process that joined last: earlier ones can only be its predecessors.
    private static final String ALL = """
            SELECT DISTINCT ON (name) name, incarnation, address, fingerprint, joined_at, heartbeat_at,
                   CASE WHEN offline_at IS NOT NULL THEN 'OFFLINE' WHEN draining_at IS NOT NULL THEN 'DRAINING'
                        ELSE 'ONLINE' END AS state
              FROM member
             ORDER BY name, joined_at DESC""";

    private static final String SECRET = """
            SELECT secret FROM member WHERE incarnation = :incarnation AND offline_at IS NULL""";

    private final JdbcClient jdbc;

    MemberRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void join(UUID incarnation, String name, byte[] secret) {
        jdbc.sql(JOIN)
                .param("incarnation", incarnation)
                .param("name", name)
                .param("secret", secret)
                .update();
    }

    void reachable(UUID incarnation, Reach reach) {
        reach(jdbc.sql(REACHABLE), reach).param("incarnation", incarnation).update();
    }

    private static JdbcClient.StatementSpec reach(JdbcClient.StatementSpec statement, Reach reach) {
        return statement
                .param(
                        "address",
                        reach.address() == null ? null : reach.address().toString())
                .param("fingerprint", reach.fingerprint());
    }

    void drain(UUID incarnation) {
        jdbc.sql(DRAIN).param("incarnation", incarnation).update();
    }

    /** One of each name, by name. */
    List<Member> all() {
        return jdbc.sql(ALL).query(MemberRepository::member).list();
    }

    /** What proves to this member that somebody knows the table; empty if it is offline. */
    Optional<byte[]> secret(UUID incarnation) {
        return jdbc.sql(SECRET)
                .param("incarnation", incarnation)
                .query((row, _) -> row.getBytes("secret"))
                .optional();
    }

    private static Member member(ResultSet row, int number) throws SQLException {
        var address = row.getString("address");
        return new Member(
                row.getString("name"),
                row.getObject("incarnation", UUID.class),
                Member.State.valueOf(row.getString("state")),
                address == null ? null : URI.create(address),
                row.getString("fingerprint"),
                row.getObject("joined_at", OffsetDateTime.class).toInstant(),
                row.getObject("heartbeat_at", OffsetDateTime.class).toInstant());
    }

    int supersede(UUID incarnation, String name) {
        return jdbc.sql(SUPERSEDE)
                .param("incarnation", incarnation)
                .param("name", name)
                .update();
    }

    /** How long ago the last one was; empty if the others have given this incarnation up. */
    Optional<Duration> beat(UUID incarnation, Reach reach) {
        return reach(jdbc.sql(BEAT), reach)
                .param("incarnation", incarnation)
                .query(Double.class)
                .optional()
                .map(seconds -> Duration.ofMillis(Math.round(seconds * 1000)));
    }

    /** @param judge who asks; must itself have been heard of late */
    List<String> expelSilent(UUID judge, Duration threshold) {
        return jdbc.sql(EXPEL_SILENT)
                .param("judge", judge)
                .param("seconds", seconds(threshold))
                .query((row, _) -> row.getString("name"))
                .list();
    }

    void leave(UUID incarnation) {
        jdbc.sql(LEAVE).param("incarnation", incarnation).update();
    }

    void forget(Duration age) {
        jdbc.sql(FORGET).param("seconds", seconds(age)).update();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
