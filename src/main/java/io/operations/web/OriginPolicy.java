package io.operations.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Which web pages may call: those of this service, by scheme, host and port. A browser sends what makes a person trusted whatever
 * page asks, and before it opens a WebSocket it asks nobody; so the origin decides.
 */
// Source: contract §3.5, newest LXD; RFC 6454
final class OriginPolicy {

    private static final Map<String, Integer> DEFAULT_PORTS = Map.of("http", 80, "https", 443);
    private static final Map<String, String> OF_WEBSOCKETS = Map.of("ws", "http", "wss", "https");

    /** What pylxd says over a Unix socket, which no browser can open. */
    private static final String UNIX = "ws+unix://localhost";

    private static final int NO_PORT = -1;

    private OriginPolicy() {}

    /** Whether the request comes from no web page, or from one of this service. */
    static boolean allows(HttpServletRequest request) {
        var connection = ClientConnection.of(request);
        var origin = request.getHeader(HttpHeaders.ORIGIN);
        if (UNIX.equals(origin)) return connection != null && connection.isUnix();
        var scheme = connection == null ? request.getScheme() : connection.scheme();
        return allows(origin, request.getHeader(HttpHeaders.HOST), scheme);
    }

    /**
     * @param origin header {@code Origin}; null passes, as only browsers are obliged to send it
     * @param host   header {@code Host}; null passes with no origin
     * @param scheme by which the client calls, {@code http} or {@code https}
     */
    static boolean allows(@Nullable String origin, @Nullable String host, String scheme) {
        if (origin == null) return true;
        try {
            return host != null && matches(new URI(origin), host, scheme);
        } catch (URISyntaxException notAnOrigin) {
            return false;
        }
    }

    private static boolean matches(URI origin, String host, String scheme) {
        var authority = origin.getRawAuthority();
        if (origin.getScheme() == null || authority == null || authority.contains("@") || hasMore(origin)) return false;
        var given = origin.getScheme().toLowerCase(Locale.ROOT);
        var port = port(host, scheme);
        return OF_WEBSOCKETS.getOrDefault(given, given).equals(scheme)
                && nameOf(authority).equalsIgnoreCase(nameOf(host))
                && port != NO_PORT
                && port(authority, scheme) == port;
    }

    private static boolean hasMore(URI origin) {
        return !origin.getRawPath().isEmpty() || origin.getRawQuery() != null || origin.getRawFragment() != null;
    }

    private static int port(String authority, String scheme) {
        var name = nameOf(authority);
        if (name.length() == authority.length()) return DEFAULT_PORTS.getOrDefault(scheme, NO_PORT);
        var port = authority.substring(name.length() + 1);
        return port.matches("\\d{1,5}") ? Integer.parseInt(port) : NO_PORT;
    }

    /** Without the port. */
    static String nameOf(String authority) {
        var colon = authority.lastIndexOf(':');
        return colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
    }
}
