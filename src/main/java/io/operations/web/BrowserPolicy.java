package io.operations.web;

import io.operations.requestor.AccessException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.springframework.http.HttpHeaders;

/**
 * Which requests of browsers are answered: those that a person typed and those of pages from here. A browser sends requests
 * for whatever page asks, with all that makes the person trusted.
 */
// Source: contract §3, common request handling
final class BrowserPolicy {

    private static final String SITE = "Sec-Fetch-Site";
    private static final Set<String> ALLOWED_SITES = Set.of("same-origin", "none");

    private BrowserPolicy() {}

    /** @throws AccessException if somebody else's page sent it */
    static void check(HttpServletRequest request) {
        requireOnce(request, SITE);
        requireOnce(request, HttpHeaders.ORIGIN);
        var site = request.getHeader(SITE);
        if (site != null && !ALLOWED_SITES.contains(site) && !isLinked(request))
            throw AccessException.forbidden("Requests of other sites' pages are refused");
        if (!OriginPolicy.allows(request)) throw AccessException.forbidden("Origin not allowed");
    }

    /** Of two values only one would be looked at. A browser sends one. */
    private static void requireOnce(HttpServletRequest request, String header) {
        var values = request.getHeaders(header);
        if (!values.hasMoreElements()) return;
        values.nextElement();
        if (values.hasMoreElements()) throw AccessException.forbidden(header + " must not be sent twice");
    }

    /** The page that is for reading is the same for everybody, and other sites may link to it. */
    private static boolean isLinked(HttpServletRequest request) {
        return request.getMethod().equals("GET") && request.getRequestURI().equals(DocumentationController.PAGE);
    }
}
