package io.operations.requestor;

import io.operations.requestor.LifecycleEntry.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Repository;

/** The table of lifecycle events. PostgreSQL's clock says when each of them happened, and which are too old. */
@Repository
class LifecycleRepository {

    private static final String INSERT = """
            INSERT INTO lifecycle_event (kind, action, location, project, source, username, protocol, address, peer, fingerprint,
                                         method, route, status, reason, times)
            SELECT * FROM unnest(CAST(:kinds AS text[]), CAST(:actions AS text[]), CAST(:locations AS text[]),
                                 CAST(:projects AS text[]), CAST(:sources AS text[]), CAST(:usernames AS text[]),
                                 CAST(:protocols AS text[]), CAST(:addresses AS text[]), CAST(:peers AS text[]),
                                 CAST(:fingerprints AS text[]), CAST(:methods AS text[]), CAST(:routes AS text[]),
                                 CAST(:statuses AS integer[]), CAST(:reasons AS text[]), CAST(:times AS bigint[]))""";

    // As in the stream, what is the server's own is shown beside a project to those who may see it.
    // A project of that name may have been another one at the time: its entries are not for those who may see this one.
    private static final String PAGE = """
            SELECT id, happened_at, kind, action, location, project, source, username, protocol, address, peer, fingerprint, method,
                   route, status, reason, times
              FROM lifecycle_event e
             WHERE id < :before
               AND (CAST(:project AS text) IS NULL OR project = :project OR project = '')
               AND (:all
                    OR username = :username AND protocol = :protocol AND kind <> 'stranger'
                    OR project = ANY (CAST(:projects AS text[]))
                       AND EXISTS (SELECT FROM project p WHERE p.name = e.project AND p.created_at <= e.happened_at + interval '1 s'))
             ORDER BY id DESC
             LIMIT :limit""";

    private static final String PRUNE_OLD = """
            DELETE FROM lifecycle_event
             WHERE id IN (SELECT id FROM lifecycle_event
                           WHERE happened_at < now() - make_interval(secs => :seconds)
                           ORDER BY happened_at LIMIT :portion)""";

    private static final String PRUNE_MANY = """
            DELETE FROM lifecycle_event
             WHERE id IN (SELECT id FROM lifecycle_event
                           WHERE kind = :kind
                             AND id <= (SELECT id FROM lifecycle_event WHERE kind = :kind ORDER BY id DESC OFFSET :entries LIMIT 1)
                           ORDER BY id LIMIT :portion)""";

    private final JdbcClient jdbc;

    LifecycleRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(List<LifecycleEntry> entries) {
        jdbc.sql(INSERT)
                .param("kinds", texts(entries, it -> text(it.kind())))
                .param("actions", texts(entries, LifecycleEntry::action))
                .param("locations", texts(entries, LifecycleEntry::location))
                .param("projects", texts(entries, LifecycleEntry::project))
                .param("sources", texts(entries, LifecycleEntry::source))
                .param("usernames", texts(entries, it -> it.origin().requestor().username()))
                .param("protocols", texts(entries, it -> it.origin().requestor().protocol()))
                .param("addresses", texts(entries, it -> it.origin().requestor().address()))
                .param("peers", texts(entries, it -> it.origin().peer()))
                .param("fingerprints", texts(entries, it -> it.origin().fingerprint()))
                .param("methods", texts(entries, it -> it.target().method()))
                .param("routes", texts(entries, it -> it.target().route()))
                .param("statuses", array("integer", entries, it -> it.target().status()))
                .param("reasons", texts(entries, LifecycleEntry::reason))
                .param("times", array("bigint", entries, LifecycleEntry::times))
                .update();
    }

    private static SqlArrayValue texts(List<LifecycleEntry> entries, Function<LifecycleEntry, String> column) {
        return array("text", entries, column);
    }

    private static SqlArrayValue array(
            String type, List<LifecycleEntry> entries, Function<LifecycleEntry, ? extends Object> column) {
        return new SqlArrayValue(type, entries.stream().map(column).toArray());
    }

    private static String text(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** One more than the page has, where there is another page. */
    List<LifecycleEntry> page(LifecycleQuery query) {
        var viewer = query.visible().viewer();
        return jdbc.sql(PAGE)
                .param("before", query.before())
                .param("project", query.project())
                .param("all", query.isOfAll())
                .param("username", viewer.username())
                .param("protocol", viewer.protocol())
                .param("projects", new SqlArrayValue("text", query.projects()))
                .param("limit", query.limit() + 1)
                .query((row, _) -> entry(row))
                .list();
    }

    /** @return the number of entries that were deleted */
    int pruneOlderThan(Duration age, int portion) {
        return jdbc.sql(PRUNE_OLD)
                .param("seconds", (double) age.toSeconds())
                .param("portion", portion)
                .update();
    }

    /** @return the number of entries that were deleted */
    int pruneMoreThan(int entries, Kind kind, int portion) {
        return jdbc.sql(PRUNE_MANY)
                .param("kind", text(kind))
                .param("entries", entries)
                .param("portion", portion)
                .update();
    }

    private static LifecycleEntry entry(ResultSet row) throws SQLException {
        return new LifecycleEntry(
                row.getLong("id"),
                row.getObject("happened_at", OffsetDateTime.class).toInstant(),
                Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                row.getString("action"),
                row.getString("location"),
                row.getString("project"),
                row.getString("source"),
                new LifecycleEntry.Origin(
                        new Requestor(row.getString("username"), row.getString("protocol"), row.getString("address")),
                        row.getString("peer"),
                        row.getString("fingerprint")),
                new LifecycleEntry.Target(row.getString("method"), row.getString("route"), row.getInt("status")),
                row.getString("reason"),
                row.getLong("times"));
    }
}
