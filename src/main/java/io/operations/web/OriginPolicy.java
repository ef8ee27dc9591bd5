package io.operations.web;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which web pages may call: those of this service. A browser sends what makes a person trusted whatever page asks, and before
 * it opens a WebSocket it asks nobody; so the origin decides.
 */
// Source: contract §3.5, newest LXD
final class OriginPolicy {

    private static final Set<String> WEB_SCHEMES = Set.of("http", "https", "ws", "wss");

    private OriginPolicy() {}

    /**
     * @param origin header {@code Origin}; null passes, as only browsers are obliged to send it
     * @param host   header {@code Host}; null passes with no origin
     */
    static boolean allows(@Nullable String origin, @Nullable String host) {
        if (origin == null) return true;
        try {
            return host != null && matches(new URI(origin), host);
        } catch (URISyntaxException notAnOrigin) {
            return false;
        }
    }

    private static boolean matches(URI origin, String host) {
        var authority = origin.getRawAuthority();
        if (origin.getScheme() == null || authority == null || authority.contains("@")) return false;
        if (isOfTheWeb(origin) && !host.equals(nameOf(host))) return authority.equalsIgnoreCase(host);
        return nameOf(authority).equalsIgnoreCase(nameOf(host));
    }

    /** Others carry a made-up host: pylxd says {@code ws+unix://localhost}. */
    private static boolean isOfTheWeb(URI origin) {
        return WEB_SCHEMES.contains(origin.getScheme().toLowerCase(Locale.ROOT));
    }

    /** Without the port. */
    static String nameOf(String authority) {
        var colon = authority.lastIndexOf(':');
        return colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
    }
}
