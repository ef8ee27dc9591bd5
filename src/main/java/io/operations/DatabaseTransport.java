package io.operations;

import io.operations.DatabaseSettings.TlsDemand;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a machine between the service and its database could read or change what they tell each other. */
final class DatabaseTransport {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseTransport.class);

    private static final Set<String> VERIFYING = Set.of("verify-ca", "verify-full");

    /** Behind a pooler it tells of the pooler's own connection: the URL decides there. */
    private static final String IS_ENCRYPTED = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";

    private DatabaseTransport() {}

    /** @throws StartFailure if it is not protected as demanded */
    static void check(Connection connection, String url, TlsDemand demand) throws SQLException {
        if (demand == TlsDemand.ANY || isOnThisMachine(url)) return;
        var weakness = weakness(url, isEncrypted(connection));
        if (weakness == null) return;
        if (demand == TlsDemand.VERIFIED)
            throw new StartFailure("operations.database.tls is verified, but " + weakness + ".");
        LOG.warn(
                "A machine on the way to the database could read or change all data: {}. operations.database.tls=any silences this",
                weakness);
    }

    static boolean isEncrypted(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(IS_ENCRYPTED)) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** A clause for people; null if there is none. */
    static @Nullable String weakness(String url, boolean encrypted) {
        var mode = properties(url).getProperty(PGProperty.SSL_MODE.getName(), "prefer");
        if (!encrypted)
            return "the connection is not encrypted (sslmode=" + mode + "); set sslmode=verify-full in its URL";
        return VERIFYING.contains(mode)
                ? null
                : "the server's certificate is not checked (sslmode=" + mode + "); set sslmode=verify-full in its URL";
    }

    /** All hosts of the URL are loopback addresses. */
    static boolean isOnThisMachine(String url) {
        return Stream.of(properties(url)
                        .getProperty(PGProperty.PG_HOST.getName(), "")
                        .split(","))
                .allMatch(DatabaseTransport::isLoopback);
    }

    private static boolean isLoopback(String host) {
        if (host.equals("localhost")) return true;
        try {
            return InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", "")).isLoopbackAddress();
        } catch (IllegalArgumentException name) {
            return false;
        }
    }

    private static Properties properties(String url) {
        var parsed = Driver.parseURL(url, null);
        return parsed == null ? new Properties() : parsed;
    }
}
