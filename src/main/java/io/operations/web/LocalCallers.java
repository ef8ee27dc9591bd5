package io.operations.web;

import io.operations.requestor.AccessException;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.stereotype.Component;

/**
 * Callers that are trusted for where they are: at the Unix socket, on loopback, or anywhere if everybody is trusted. A request
 * that a proxy passed on comes from none of these places.
 */
@Component
final class LocalCallers {

    private final TrustedLoopback loopback;
    private final LocalToken token;
    private final boolean trustsEverybody;

    LocalCallers(AuthenticationSettings settings, TrustedLoopback loopback, LocalToken token) {
        this.loopback = loopback;
        this.token = token;
        trustsEverybody = settings.trustEverybody();
    }

    /** @throws AccessException if it may be a web page that calls */
    boolean trusts(HttpServletRequest request) {
        return trustsEverybody || isAtSocket(request) || loopback.trusts(request);
    }

    /** Whether it carries the local token, over a connection from this machine. */
    boolean proves(HttpServletRequest request) {
        return token.isSent(request) && (isAtSocket(request) || loopback.isFromHere(request));
    }

    private static boolean isAtSocket(HttpServletRequest request) {
        var connection = ClientConnection.of(request);
        return connection != null && connection.isUnix() && connection.isDirect();
    }
}
