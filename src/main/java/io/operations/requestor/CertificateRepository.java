package io.operations.requestor;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Repository;

/** The trusted client certificates in PostgreSQL. */
@Repository
class CertificateRepository {

    private static final String COLUMNS = "fingerprint, name, type, restricted, projects, der";
    private static final String INSERT = "INSERT INTO certificate (" + COLUMNS + """
            , created_at) VALUES (:fingerprint, :name, :type, :restricted,
                ARRAY(SELECT p.name FROM project p
                       WHERE p.name = ANY (CAST(:projects AS text[])) AND NOT p.being_deleted
                       ORDER BY p.name), :der, :now)
                ON CONFLICT DO NOTHING""";

    // Only where it is as it was: two requests that each change one thing must not undo each other.
    private static final String UPDATE = """
            UPDATE certificate
               SET name = :name, type = :type, restricted = :restricted,
                   projects = ARRAY(SELECT p.name FROM project p
                                     WHERE p.name = ANY (CAST(:projects AS text[])) AND NOT p.being_deleted
                                     ORDER BY p.name)
             WHERE fingerprint = :fingerprint AND name = :oldName AND type = :oldType AND restricted = :oldRestricted
               AND projects = CAST(:oldProjects AS text[])""";

    private static final RowMapper<Certificate> ROW = (row, _) -> map(row);

    private final JdbcClient jdbc;
    private final Clock clock;

    CertificateRepository(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Of its projects those that exist: a trust token may have been issued for one that has been deleted since.
     *
     * @return whether it was not there yet
     */
    boolean insert(Certificate certificate) {
        return jdbc.sql(INSERT)
                        .param("fingerprint", certificate.fingerprint())
                        .param("name", certificate.name())
                        .param("type", text(certificate.type()))
                        .param("restricted", certificate.restricted())
                        .param("projects", array(certificate.projects()))
                        .param("der", certificate.der())
                        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                        .update()
                == 1;
    }

    /** @return whether it was as it is given, and has been changed */
    boolean update(Certificate before, Certificate after) {
        return jdbc.sql(UPDATE)
                        .param("fingerprint", before.fingerprint())
                        .param("name", after.name())
                        .param("type", text(after.type()))
                        .param("restricted", after.restricted())
                        .param("projects", array(after.projects()))
                        .param("oldName", before.name())
                        .param("oldType", text(before.type()))
                        .param("oldRestricted", before.restricted())
                        .param("oldProjects", array(before.projects()))
                        .update()
                == 1;
    }

    private static String text(Certificate.Type type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    private static SqlArrayValue array(List<String> projects) {
        return new SqlArrayValue("text", projects.toArray());
    }

    List<Certificate> list(String after, int most) {
        return page(COLUMNS, after, most).query(ROW).list();
    }

    List<String> fingerprints(String after, int most) {
        return page("fingerprint", after, most)
                .query((row, _) -> row.getString("fingerprint"))
                .list();
    }

    private StatementSpec page(String columns, String after, int most) {
        return jdbc.sql("SELECT " + columns
                        + " FROM certificate WHERE fingerprint > :after ORDER BY fingerprint LIMIT :most")
                .param("after", after)
                .param("most", most);
    }

    Optional<Certificate> find(String fingerprint) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM certificate WHERE fingerprint = :fingerprint")
                .param("fingerprint", fingerprint)
                .query(ROW)
                .optional();
    }

    /** Those whose fingerprint begins so; two are enough to know that there are several. */
    List<Certificate> startingWith(String prefix) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM certificate WHERE starts_with(fingerprint, :prefix) LIMIT 2")
                .param("prefix", prefix)
                .query(ROW)
                .list();
    }

    /** @return whether it was there */
    boolean delete(String fingerprint) {
        return jdbc.sql("DELETE FROM certificate WHERE fingerprint = :fingerprint")
                        .param("fingerprint", fingerprint)
                        .update()
                == 1;
    }

    private static Certificate map(ResultSet row) throws SQLException {
        return new Certificate(
                row.getString("fingerprint"),
                row.getString("name"),
                Certificate.Type.valueOf(row.getString("type").toUpperCase(Locale.ROOT)),
                row.getBoolean("restricted"),
                texts(row.getArray("projects")),
                row.getBytes("der"));
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }
}
