package io.operations.web;

import io.operations.requestor.AccessException;
import io.operations.requestor.EmbeddedRun;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.stereotype.Component;

/**
 * Callers that connect to the plain port from this machine. They are trusted in the embedded run, and elsewhere if a property
 * says so. A request that a proxy passed on is not theirs, nor is one that a web page sent under a name of its own which points
 * here (DNS rebinding).
 */
@Component
final class TrustedLoopback {

    private static final Set<String> OWN_NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "unix.socket");

    private final boolean isOn;
    private final ClientAddress addresses;
    private final Set<String> names = new HashSet<>(OWN_NAMES);

    TrustedLoopback(
            AuthenticationSettings settings, ServerProperties server, EmbeddedRun run, ClientAddress addresses) {
        var isMeant = settings.trustLoopback() == null ? run.isOn() : settings.trustLoopback();
        isOn = isMeant && server.getAddress() != null && server.getAddress().isLoopbackAddress();
        this.addresses = addresses;
        settings.allowedHosts().forEach(it -> names.add(it.toLowerCase(Locale.ROOT)));
    }

    /** @throws AccessException if it may be a web page that calls */
    boolean trusts(HttpServletRequest request) {
        if (!isOn || !isFromHere(request)) return false;
        if (!names.contains(OriginPolicy.nameOf(request.getHeader("Host")).toLowerCase(Locale.ROOT)))
            throw AccessException.forbidden(
                    "Host is not a name of this machine; operations.authentication.allowed-hosts could allow it");
        return true;
    }

    /** Whether it came over the plain port from this machine, and no proxy shows that it passed it on. */
    boolean isFromHere(HttpServletRequest request) {
        var connection = ClientConnection.of(request);
        return connection != null
                && connection.isPlainLoopback()
                && connection.isDirect()
                && !addresses.isProxied(connection);
    }
}
