package io.operations.web;

import io.operations.operation.OperationException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.WebSocketHttpHeaders;

/**
 * A WebSocket handshake that asks for no extension, whatever the client offered: compression would cost each listener its
 * own buffers and compress each event once per listener. Tomcat negotiates by itself and has no setting for that. Nor does
 * it pass on the query, which has been read by then and may hold a secret that logs of the connection would show. What was
 * checked it shows in the one spelling that Spring knows: clients have others, and Spring refuses too late.
 */
final class PlainHandshake extends HttpServletRequestWrapper {

    private static final String PROTOCOL = "websocket";
    private static final String VERSION = "13";

    /** 16 bytes in Base64: what Tomcat wants too, which would say so only when it is too late. */
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{22}==");

    /**
     * Refuses a request that no WebSocket can answer.
     *
     * @throws OperationException.Invalid   if it does not ask for one
     * @throws OperationException.Forbidden if it comes from somebody else's web page
     */
    static void check(HttpServletRequest request, HttpServletResponse response) {
        if (!isAskedFor(request, response)) throw new OperationException.Invalid("Not a WebSocket request");
        if (!OriginPolicy.allows(request)) throw new OperationException.Forbidden("Origin not allowed");
    }

    /** Whether the request asks for a WebSocket that can be opened; if not, the response says which. */
    static boolean isAskedFor(HttpServletRequest request, HttpServletResponse response) {
        var key = request.getHeader(WebSocketHttpHeaders.SEC_WEBSOCKET_KEY);
        var asked = request.getMethod().equals("GET") // and not HEAD, for which Spring calls the same methods
                && holds(request, HttpHeaders.UPGRADE, PROTOCOL)
                && holds(request, HttpHeaders.CONNECTION, "upgrade")
                && holds(request, WebSocketHttpHeaders.SEC_WEBSOCKET_VERSION, VERSION)
                && KEY.matcher(key == null ? "" : key).matches();
        if (!asked) response.setHeader(WebSocketHttpHeaders.SEC_WEBSOCKET_VERSION, VERSION);
        return asked;
    }

    PlainHandshake(HttpServletRequest request) {
        super(request);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        if (isExtensions(name)) return Collections.emptyEnumeration();
        var checked = checked(name);
        return checked == null ? super.getHeaders(name) : Collections.enumeration(List.of(checked));
    }

    @Override
    public @Nullable String getHeader(String name) {
        if (isExtensions(name)) return null;
        var checked = checked(name);
        return checked == null ? super.getHeader(name) : checked;
    }

    /** A header without a value would be no header. */
    @Override
    public Enumeration<String> getHeaderNames() {
        var names = Collections.list(super.getHeaderNames());
        names.removeIf(PlainHandshake::isExtensions);
        return Collections.enumeration(names);
    }

    @Override
    public @Nullable String getQueryString() {
        return null;
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        return Map.of();
    }

    /** What a header says that {@link #check} has let pass, however the client put it; null for all others. */
    private static @Nullable String checked(String header) {
        if (header.equalsIgnoreCase(HttpHeaders.UPGRADE)) return PROTOCOL;
        if (header.equalsIgnoreCase(HttpHeaders.CONNECTION)) return HttpHeaders.UPGRADE;
        return header.equalsIgnoreCase(WebSocketHttpHeaders.SEC_WEBSOCKET_VERSION) ? VERSION : null;
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
