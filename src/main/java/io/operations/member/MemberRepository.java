package io.operations.member;

import java.net.URI;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What members know of each other, from the member table; who lives is in {@link LivenessRepository}. */
@Repository
class MemberRepository {

    private static final String REACHABLE = """
            UPDATE member SET address = :address, fingerprint = :fingerprint, ports = CAST(:ports AS integer[])
             WHERE incarnation = :incarnation""";

    // Of each name the process that lives, else the one that joined last. PostgreSQL's clock may have been set back
    // between two.
    private static final String ALL = """
            SELECT DISTINCT ON (name) name, incarnation, address, fingerprint, ports, joined_at, heartbeat_at,
                   CASE WHEN offline_at IS NOT NULL THEN 'OFFLINE' WHEN draining_at IS NOT NULL THEN 'DRAINING'
                        ELSE 'ONLINE' END AS state
              FROM member
             ORDER BY name, (offline_at IS NULL) DESC, joined_at DESC""";

    private static final String LIST =
            ALL.replace("FROM member", "FROM member WHERE name > :after").concat(" LIMIT :most");

    private static final String NAMES =
            "SELECT DISTINCT name FROM member WHERE name > :after ORDER BY name LIMIT :most";

    private static final String SECRET = """
            SELECT secret, public_key, now() AS time FROM member WHERE incarnation = :incarnation AND offline_at IS NULL""";

    private final JdbcClient jdbc;

    MemberRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void reachable(UUID incarnation, Reach reach) {
        jdbc.sql(REACHABLE)
                .param("incarnation", incarnation)
                .param("address", reach.addressText())
                .param("fingerprint", reach.fingerprint())
                .param("ports", reach.portsText())
                .update();
    }

    /** One of each name, by name. */
    List<Member> all() {
        return jdbc.sql(ALL).query(MemberRepository::member).list();
    }

    List<Member> list(String after, int most) {
        return jdbc.sql(LIST)
                .param("after", after)
                .param("most", most)
                .query(MemberRepository::member)
                .list();
    }

    List<String> names(String after, int most) {
        return jdbc.sql(NAMES)
                .param("after", after)
                .param("most", most)
                .query((row, _) -> row.getString("name"))
                .list();
    }

    /**
     * How a member is told apart from others.
     *
     * @param secret by which members of an earlier release prove themselves to it; null while there are none
     * @param key    by which it proves itself; null for one of an earlier release
     * @param time   by PostgreSQL's clock, which is the same for all
     */
    record Proof(byte @Nullable [] secret, byte @Nullable [] key, Instant time) {}

    /** Empty if the member is offline. */
    Optional<Proof> proof(UUID incarnation) {
        return jdbc.sql(SECRET)
                .param("incarnation", incarnation)
                .query((row, _) -> new Proof(
                        row.getBytes("secret"),
                        row.getBytes("public_key"),
                        row.getObject("time", OffsetDateTime.class).toInstant()))
                .optional();
    }

    /** A member of an earlier release tells none. */
    private static List<Integer> ports(@Nullable Array told) throws SQLException {
        return told == null ? List.of() : List.of((Integer[]) told.getArray());
    }

    private static Member member(ResultSet row, int number) throws SQLException {
        var address = row.getString("address");
        return new Member(
                row.getString("name"),
                row.getObject("incarnation", UUID.class),
                Member.State.valueOf(row.getString("state")),
                address == null ? null : URI.create(address),
                row.getString("fingerprint"),
                ports(row.getArray("ports")),
                row.getObject("joined_at", OffsetDateTime.class).toInstant(),
                row.getObject("heartbeat_at", OffsetDateTime.class).toInstant());
    }
}
