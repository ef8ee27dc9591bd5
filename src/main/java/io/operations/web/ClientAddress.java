package io.operations.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.util.matcher.IpAddressMatcher;
import org.springframework.stereotype.Component;

/**
 * The address that is recorded with what a caller does, and by which callers without a name are told apart: that of the
 * connection's other end, or what a trusted proxy says of it. It decides neither who a caller is nor what a caller may do.
 */
@Component
final class ClientAddress {

    /** What Go's {@code net} package, and so LXD, calls the other end of a Unix socket. */
    private static final String UNIX = "@";

    /** Of a client behind a proxy: the proxy does not say it. */
    private static final int UNKNOWN_PORT = 0;

    private final List<IpAddressMatcher> proxies;

    ClientAddress(WebSettings settings) {
        proxies = settings.trustedProxies().stream().map(IpAddressMatcher::new).toList();
    }

    /** Address and port, {@code ip:port}. */
    String of(HttpServletRequest request) {
        var connection = ClientConnection.of(request);
        if (connection == null) return text(InetAddress.ofLiteral(request.getRemoteAddr()), request.getRemotePort());
        if (connection.isUnix()) return UNIX;
        var forwarded = isProxied(connection) ? forwarded(connection) : null;
        return forwarded == null ? text(connection.peer(), connection.port()) : text(forwarded, UNKNOWN_PORT);
    }

    /** Whether the connection is that of a proxy which {@code operations.web.trusted-proxies} names. */
    boolean isProxied(ClientConnection connection) {
        return !connection.isUnix() && isProxy(connection.peer());
    }

    boolean isProxy(InetAddress address) {
        return proxies.stream().anyMatch(it -> it.matches(address.getHostAddress()));
    }

    /** The last address that is not a trusted proxy's: those before it are what strangers say. Null if anything is malformed. */
    private @Nullable InetAddress forwarded(ClientConnection connection) {
        var hops = connection.forwardedFor().stream()
                .flatMap(it -> Arrays.stream(it.split(",", -1)))
                .map(String::strip)
                .toList()
                .reversed();
        InetAddress last = null;
        for (var hop : hops) {
            last = literal(hop);
            if (last == null || !isProxy(last)) return last;
        }
        return last;
    }

    private static @Nullable InetAddress literal(String hop) {
        try {
            return InetAddress.ofLiteral(withoutPort(hop));
        } catch (IllegalArgumentException noAddress) {
            return null;
        }
    }

    /** Some proxies add the client's port: {@code 192.0.2.1:4711}, {@code [2001:db8::1]:4711}. */
    private static String withoutPort(String hop) {
        if (hop.startsWith("[")) return hop.substring(1, Math.max(1, hop.indexOf(']')));
        var colon = hop.indexOf(':');
        return colon >= 0 && colon == hop.lastIndexOf(':') ? hop.substring(0, colon) : hop;
    }

    private static String text(InetAddress address, int port) {
        var host = address.getHostAddress();
        return (address instanceof Inet6Address ? "[" + host + "]" : host) + ":" + port;
    }
}
