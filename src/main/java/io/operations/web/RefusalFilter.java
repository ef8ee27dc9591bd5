package io.operations.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Notes which requests are refused: those that are answered with 401 or 403, and those that hear 404 about something that is there.
 * It comes before all that may refuse.
 */
final class RefusalFilter extends OncePerRequestFilter {

    private static final String REASON = RefusalFilter.class.getName() + ".REASON";
    private static final String ACTION = RefusalFilter.class.getName() + ".ACTION";

    private final Refusals refusals;

    RefusalFilter(Refusals refusals) {
        this.refusals = refusals;
    }

    /** Whatever the status of the answer will be, the caller was not allowed to do what the request asks for. */
    static void refuse(HttpServletRequest request, RuntimeException refusal) {
        request.setAttribute(REASON, String.valueOf(refusal.getMessage()));
    }

    /** Which action it is, should the request be refused from here on. */
    static void call(HttpServletRequest request, String action) {
        request.setAttribute(ACTION, action);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        WhenAnswered.handOn(chain, request, response, status -> answered(request, status));
    }

    private void answered(HttpServletRequest request, int status) {
        var reason = request.getAttribute(REASON);
        if (isRefusal(status) || reason != null && status == HttpServletResponse.SC_NOT_FOUND)
            refusals.refused(action(request, status), request, status, reason instanceof String it ? it : "");
    }

    private static boolean isRefusal(int status) {
        return status == HttpServletResponse.SC_UNAUTHORIZED || status == HttpServletResponse.SC_FORBIDDEN;
    }

    private static String action(HttpServletRequest request, int status) {
        if (request.getAttribute(ACTION) instanceof String action) return action;
        return status == HttpServletResponse.SC_UNAUTHORIZED ? "authentication-refused" : "access-refused";
    }
}
