package io.operations.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connection on which a request came, as the socket has it. {@link ConnectionValve} reads it before any other valve or
 * filter; headers of the request cannot change it.
 *
 * @param transport    which of the service's sockets accepted it
 * @param peer         address of the other end; loopback for a Unix socket
 * @param port         port of the other end; 0 for a Unix socket
 * @param isDirect     whether nothing shows that a proxy passed the request on: HTTP/1.1 or newer, a {@code Host}, no header of
 *                     proxies
 * @param forwardedFor values of all {@code X-Forwarded-For} headers
 * @param scheme       by which the client calls, {@code http} or {@code https}; a trusted proxy may say it of its client
 */
record ClientConnection(
        Transport transport, InetAddress peer, int port, boolean isDirect, List<String> forwardedFor, String scheme) {

    private static final String ATTRIBUTE = ClientConnection.class.getName();

    /** The kinds of sockets on which the API is served. */
    enum Transport {
        PLAIN,
        TLS,
        UNIX
    }

    /** The connection of a request; null if the request did not come in over a socket of the API. */
    static @Nullable ClientConnection of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof ClientConnection connection ? connection : null;
    }

    /** Name of the request attribute that holds it. */
    static String attribute() {
        return ATTRIBUTE;
    }

    boolean isUnix() {
        return transport == Transport.UNIX;
    }

    /** Whether it came over the plain port from an address that no other machine can have. */
    boolean isPlainLoopback() {
        return transport == Transport.PLAIN && peer.isLoopbackAddress();
    }
}
