package io.operations;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives the role that the service runs as what it needs of the tables, and takes from it what it does not need. */
final class RunTimeRights {

    private static final Logger LOG = LoggerFactory.getLogger(RunTimeRights.class);
    private static final Set<String> READ = Set.of("SELECT");
    private static final Set<String> WRITE = Set.of("SELECT", "INSERT", "UPDATE", "DELETE");

    private static final Set<String> APPEND = Set.of("SELECT", "INSERT", "DELETE");

    /** Rights on a partition of history. Rows are inserted by way of the table. */
    private static final Set<String> FORGET = Set.of("SELECT", "DELETE");

    /** Rights by table. The run-time role has none on other tables. */
    static final Map<String, Set<String>> TABLES = tables();

    private static final String ROLE = "SELECT rolsuper OR rolname = current_user FROM pg_roles WHERE rolname = ?";

    private static final String IS_IN_SCHEMA = "SELECT has_schema_privilege(?, current_schema(), 'USAGE')";

    private static final String GRANTED = """
            SELECT c.relname, c.relispartition, coalesce(string_agg(a.privilege_type, ',')
                       FILTER (WHERE a.grantee = to_regrole(quote_ident(?))), '') AS privileges
              FROM pg_class c LEFT JOIN LATERAL aclexplode(c.relacl) a ON true
             WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
               AND pg_has_role(c.relowner, 'USAGE')
             GROUP BY c.oid, c.relname, c.relispartition ORDER BY c.relname""";

    private static final String FUNCTIONS =
            "make_history_partition(text, timestamptz, timestamptz), drop_history_partition(text)";

    private final String role;

    RunTimeRights(String role) {
        this.role = role;
    }

    private static Map<String, Set<String>> tables() {
        var tables = new LinkedHashMap<String, Set<String>>();
        for (var each : Set.of("active_operation", "certificate", "member", "project", "project_usage"))
            tables.put(each, WRITE);
        tables.put("final_operation", Set.of("SELECT", "INSERT", "UPDATE"));
        tables.put("idempotency_key", APPEND);
        tables.put("lifecycle_event", APPEND);
        tables.put("databasechangelog", READ);
        tables.put("databasechangeloglock", READ);
        return Map.copyOf(tables);
    }

    /** As the role that owns the tables. */
    void grant(DataSource owner) throws SQLException {
        try (var connection = owner.getConnection()) {
            requireRole(connection);
            connection.setAutoCommit(false);
            var changed = grantSchema(connection) | grantTables(connection);
            execute(connection, "GRANT EXECUTE ON FUNCTION " + FUNCTIONS + " TO " + quoted(connection));
            connection.commit();
            if (changed) LOG.info("The database role {} has the rights that the service needs, and no others", role);
        }
    }

    private void requireRole(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(ROLE)) {
            statement.setString(1, role);
            try (var found = statement.executeQuery()) {
                if (!found.next()) throw new StartFailure("there is no database role \"" + role + "\" to run as.");
                if (found.getBoolean(1)) {
                    throw new StartFailure(
                            "the database role \"" + role + "\" is a superuser, or the one that migrates:"
                                    + " the service is to run as one with fewer rights.");
                }
            }
        }
    }

    private boolean grantSchema(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(IS_IN_SCHEMA)) {
            statement.setString(1, role);
            try (var found = statement.executeQuery()) {
                if (found.next() && found.getBoolean(1)) return false;
            }
        }
        execute(
                connection,
                "GRANT USAGE ON SCHEMA " + connection.createStatement().enquoteIdentifier(connection.getSchema(), true)
                        + " TO " + quoted(connection));
        return true;
    }

    private boolean grantTables(Connection connection) throws SQLException {
        var changed = false;
        try (var statement = connection.prepareStatement(GRANTED)) {
            statement.setString(1, role);
            try (var tables = statement.executeQuery()) {
                while (tables.next()) {
                    var table = tables.getString(1);
                    var wanted = tables.getBoolean(2) ? FORGET : TABLES.getOrDefault(table, Set.of());
                    var granted = Set.of(tables.getString(3).split(","));
                    changed |= change(connection, "GRANT", without(wanted, granted), table, "TO");
                    changed |= change(connection, "REVOKE", without(granted, wanted), table, "FROM");
                }
            }
        }
        return changed;
    }

    private static Set<String> without(Set<String> some, Set<String> others) {
        var rest = new TreeSet<>(some);
        rest.removeAll(others);
        rest.remove("");
        return rest;
    }

    private boolean change(Connection connection, String verb, Set<String> rights, String table, String direction)
            throws SQLException {
        if (rights.isEmpty()) return false;
        try (var statement = connection.createStatement()) {
            execute(
                    connection,
                    verb + " " + String.join(", ", rights) + " ON " + statement.enquoteIdentifier(table, true) + " "
                            + direction + " " + quoted(connection));
        }
        return true;
    }

    private String quoted(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            return statement.enquoteIdentifier(role, true);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
