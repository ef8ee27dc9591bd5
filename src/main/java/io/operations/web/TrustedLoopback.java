package io.operations.web;

import io.operations.requestor.AccessException;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.stereotype.Component;

/**
 * Callers on this machine, who are trusted while nobody else can reach the plain port. A request that a proxy passed on is
 * not theirs, nor is one that a web page sent under a name of its own which it had point here (DNS rebinding).
 */
@Component
final class TrustedLoopback {

    /** The last is what the Go client says over a Unix socket. */
    private static final Set<String> OWN_NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "unix.socket");

    private static final List<String> PASSED_ON = List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "Via");

    private final boolean isOn;
    private final Set<String> names = new HashSet<>(OWN_NAMES);

    TrustedLoopback(AuthenticationSettings settings, ServerProperties server) {
        isOn = settings.trustLoopback()
                && server.getAddress() != null
                && server.getAddress().isLoopbackAddress();
        settings.allowedHosts().forEach(it -> names.add(it.toLowerCase(Locale.ROOT)));
    }

    /** @throws AccessException if it may be a web page that calls */
    boolean trusts(HttpServletRequest request) {
        if (!isOn || request.isSecure() || !isFromHere(request) || isPassedOn(request)) return false;
        var host = request.getHeader("Host");
        if (host != null && !names.contains(OriginPolicy.nameOf(host).toLowerCase(Locale.ROOT)))
            throw AccessException.forbidden(
                    "Host is not a name of this machine; operations.authentication.allowed-hosts could allow it");
        return true;
    }

    private static boolean isFromHere(HttpServletRequest request) {
        return InetAddress.ofLiteral(request.getRemoteAddr()).isLoopbackAddress();
    }

    private static boolean isPassedOn(HttpServletRequest request) {
        return Collections.list(request.getHeaderNames()).stream()
                .anyMatch(name -> PASSED_ON.stream().anyMatch(name::equalsIgnoreCase));
    }
}
