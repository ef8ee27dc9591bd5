package io.operations.web;

import io.operations.web.ClientConnection.Transport;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.jspecify.annotations.Nullable;

/**
 * Records the {@link ClientConnection} of each request. It is the first valve: Tomcat's {@code RemoteIpValve}, if somebody turns
 * it on, replaces addresses and removes headers.
 */
final class ConnectionValve extends ValveBase {

    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final String FORWARDED_SCHEME = "X-Forwarded-Proto";
    private static final String UNVERSIONED = "HTTP/0.9";
    private static final String KEEPS_NO_HOST = "HTTP/1.0";

    ConnectionValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        request.setAttribute(ClientConnection.attribute(), connection(request));
        getNext().invoke(request, response);
    }

    private static ClientConnection connection(Request request) {
        return new ClientConnection(
                transport(request),
                InetAddress.ofLiteral(request.getPeerAddr()),
                request.getRemotePort(),
                isDirect(request),
                List.copyOf(Collections.list(request.getHeaders(FORWARDED_FOR))),
                onlyValue(request, FORWARDED_SCHEME));
    }

    private static Transport transport(Request request) {
        var connector = request.getConnector();
        if (connector instanceof UnixSocketConnector) return Transport.UNIX;
        return connector.getSecure() ? Transport.TLS : Transport.PLAIN;
    }

    private static boolean isDirect(Request request) {
        var version = request.getProtocol();
        return !version.equals(KEEPS_NO_HOST)
                && !version.equals(UNVERSIONED)
                && request.getHeader("Host") != null
                && Collections.list(request.getHeaderNames()).stream().noneMatch(ProxyHeaders::contain);
    }

    private static @Nullable String onlyValue(Request request, String header) {
        var values = new ArrayList<>(Collections.list(request.getHeaders(header)));
        return values.size() == 1 ? values.getFirst() : null;
    }
}
