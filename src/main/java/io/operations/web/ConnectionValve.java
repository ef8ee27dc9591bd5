package io.operations.web;

import io.operations.web.ClientConnection.Transport;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Records the {@link ClientConnection} of each request. It is the first valve: Tomcat's {@code RemoteIpValve}, if somebody turns
 * it on, replaces addresses and removes headers.
 */
final class ConnectionValve extends ValveBase {

    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final String FORWARDED_SCHEME = "X-Forwarded-Proto";
    private static final Set<String> VERSIONS = Set.of("HTTP/1.1", "HTTP/2.0");

    private static final Set<String> SCHEMES = Set.of("http", "https");

    private final ClientAddress addresses;

    ConnectionValve(ClientAddress addresses) {
        super(true);
        this.addresses = addresses;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        // A request that Tomcat could not read passes here too, to be answered with 400.
        if (request.getPeerAddr() instanceof String peer)
            request.setAttribute(ClientConnection.attribute(), connection(request, InetAddress.ofLiteral(peer)));
        getNext().invoke(request, response);
    }

    private ClientConnection connection(Request request, InetAddress peer) {
        var transport = transport(request);
        return new ClientConnection(
                transport,
                peer,
                request.getRemotePort(),
                isDirect(request),
                List.copyOf(Collections.list(request.getHeaders(FORWARDED_FOR))),
                scheme(request, transport, peer));
    }

    private String scheme(Request request, Transport transport, InetAddress peer) {
        return switch (transport) {
            case TLS -> "https";
            case UNIX -> "http";
            case PLAIN -> addresses.isProxy(peer) ? forwardedScheme(request) : "http";
        };
    }

    private static Transport transport(Request request) {
        var connector = request.getConnector();
        if (connector instanceof UnixSocketConnector) return Transport.UNIX;
        return connector.getSecure() ? Transport.TLS : Transport.PLAIN;
    }

    private static boolean isDirect(Request request) {
        return VERSIONS.contains(String.valueOf(request.getProtocol()))
                && request.getHeader("Host") != null
                && Collections.list(request.getHeaderNames()).stream().noneMatch(ProxyHeaders::contain);
    }

    /** Where a proxy ends TLS, the origin of the service's own pages is https. */
    private static String forwardedScheme(Request request) {
        var values = Collections.list(request.getHeaders(FORWARDED_SCHEME));
        var scheme = values.size() == 1 ? values.getFirst().toLowerCase(Locale.ROOT) : "http";
        return SCHEMES.contains(scheme) ? scheme : "http";
    }
}
