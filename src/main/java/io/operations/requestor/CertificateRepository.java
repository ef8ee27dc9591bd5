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
                        .param("type", certificate.type().name().toLowerCase(Locale.ROOT))
                        .param("restricted", certificate.restricted())
                        .param(
                                "projects",
                                new SqlArrayValue("text", certificate.projects().toArray()))
                        .param("der", certificate.der())
                        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                        .update()
                == 1;
    }

    List<Certificate> all() {
        return jdbc.sql("SELECT " + COLUMNS + " FROM certificate ORDER BY fingerprint")
                .query(ROW)
                .list();
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
