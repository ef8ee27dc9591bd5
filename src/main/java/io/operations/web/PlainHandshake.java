package io.operations.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.WebSocketHttpHeaders;

/**
 * A WebSocket handshake that asks for no extension, whatever the client offered: compression would cost each listener its
 * own buffers and compress each event once per listener. Tomcat negotiates by itself and has no setting for that.
 */
final class PlainHandshake extends HttpServletRequestWrapper {

    private static final String VERSION = "13";

    /** Whether the request asks for a WebSocket that can be opened; if not, the response says which. */
    static boolean isAskedFor(HttpServletRequest request, HttpServletResponse response) {
        var asked = holds(request, HttpHeaders.UPGRADE, "websocket")
                && holds(request, HttpHeaders.CONNECTION, "upgrade")
                && holds(request, WebSocketHttpHeaders.SEC_WEBSOCKET_VERSION, VERSION)
                && request.getHeader(WebSocketHttpHeaders.SEC_WEBSOCKET_KEY) != null;
        if (!asked) response.setHeader(WebSocketHttpHeaders.SEC_WEBSOCKET_VERSION, VERSION);
        return asked;
    }

    PlainHandshake(HttpServletRequest request) {
        super(request);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return isExtensions(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
    }

    @Override
    public @Nullable String getHeader(String name) {
        return isExtensions(name) ? null : super.getHeader(name);
    }

    private static boolean isExtensions(String header) {
        return header.equalsIgnoreCase(WebSocketHttpHeaders.SEC_WEBSOCKET_EXTENSIONS);
    }

    private static boolean holds(HttpServletRequest request, String header, String token) {
        return Collections.list(request.getHeaders(header)).stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .anyMatch(value -> value.strip().toLowerCase(Locale.ROOT).equals(token));
    }
}
