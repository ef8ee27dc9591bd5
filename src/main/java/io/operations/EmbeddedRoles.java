package io.operations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.postgresql.PGConnection;

/**
 * Who may do what in an embedded PostgreSQL. Made anew at each start, which also brings a data folder of an earlier release up to
 * this: there everybody on the machine was the superuser, without a password.
 */
final class EmbeddedRoles {

    static final String SUPERUSER = "postgres";

    private static final String METHOD = "scram-sha-256";
    private static final String ACCESS = """
            # Written by operation-service at each start. Its passwords are in files beside this folder.
            host all all 127.0.0.1/32 scram-sha-256
            """;

    private static final String MAKE_ROLE = """
            DO $$ BEGIN
                IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'operations') THEN
                    CREATE ROLE operations;
                END IF;
            END $$""";

    private static final String RESTRICT_ROLE =
            "ALTER ROLE operations LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS";

    // Sequences of columns, indexes and partitions' parts follow their tables, or are tables themselves.
    private static final String HAND_OVER = """
            DO $$ DECLARE it record; BEGIN
                FOR it IN
                    SELECT c.oid::regclass AS name, c.relkind AS kind FROM pg_class c
                     WHERE c.relnamespace = 'public'::regnamespace AND c.relowner <> 'operations'::regrole
                       AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
                       AND NOT EXISTS (SELECT FROM pg_depend d
                                        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                                          AND d.deptype IN ('a', 'i', 'e') AND c.relkind = 'S')
                LOOP
                    EXECUTE format(CASE it.kind WHEN 'S' THEN 'ALTER SEQUENCE %s OWNER TO operations'
                                                WHEN 'v' THEN 'ALTER VIEW %s OWNER TO operations'
                                                WHEN 'm' THEN 'ALTER MATERIALIZED VIEW %s OWNER TO operations'
                                                ELSE 'ALTER TABLE %s OWNER TO operations' END, it.name);
                END LOOP;
                FOR it IN
                    SELECT p.oid::regprocedure AS name FROM pg_proc p
                     WHERE p.pronamespace = 'public'::regnamespace AND p.proowner <> 'operations'::regrole
                LOOP
                    EXECUTE format('ALTER ROUTINE %s OWNER TO operations', it.name);
                END LOOP;
            END $$""";

    // Whoever was let in before a password was asked for is sent away.
    private static final String SEND_AWAY =
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()";

    private final Path data;
    private final EmbeddedLogin login;

    EmbeddedRoles(Path data, EmbeddedLogin login) {
        this.data = data;
        this.login = login;
    }

    void secure(String url) throws SQLException {
        try (var connection = DriverManager.getConnection(url, superuser());
                var statement = connection.createStatement()) {
            makeRoles(connection, statement);
            requirePasswords(statement);
            handOver(statement);
        }
    }

    private Properties superuser() {
        var properties = new Properties();
        properties.setProperty("user", SUPERUSER);
        properties.setProperty("password", login.superuserPassword());
        return properties;
    }

    /** The driver sends what a password is checked by, not the password. */
    private void makeRoles(Connection connection, Statement statement) throws SQLException {
        statement.execute(MAKE_ROLE);
        statement.execute(RESTRICT_ROLE);
        var roles = connection.unwrap(PGConnection.class);
        roles.alterUserPassword(SUPERUSER, login.superuserPassword().toCharArray(), METHOD);
        roles.alterUserPassword(EmbeddedLogin.ROLE, login.password().toCharArray(), METHOD);
    }

    private void requirePasswords(Statement statement) throws SQLException {
        try {
            Files.writeString(data.resolve("pg_hba.conf"), ACCESS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        statement.execute("SELECT pg_reload_conf()");
        statement.execute(SEND_AWAY);
    }

    private static void handOver(Statement statement) throws SQLException {
        statement.execute("ALTER DATABASE postgres OWNER TO operations");
        statement.execute("REVOKE CONNECT, TEMPORARY ON DATABASE postgres FROM PUBLIC");
        statement.execute("ALTER SCHEMA public OWNER TO operations");
        statement.execute(HAND_OVER);
    }
}
