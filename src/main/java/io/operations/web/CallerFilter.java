package io.operations.web;

import io.operations.requestor.AccessPolicy;
import io.operations.requestor.Caller;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Finds out who calls, refuses who may not come in at all, and leaves the {@link Caller} with the request. */
final class CallerFilter extends OncePerRequestFilter {

    private static final String CALLER = Caller.class.getName();

    private final Callers callers;
    private final Admissions admissions;
    private final ManagementPort management;
    private final HandlerExceptionResolver refusals;

    CallerFilter(Callers callers, Admissions admissions, ManagementPort management, HandlerExceptionResolver refusals) {
        this.callers = callers;
        this.admissions = admissions;
        this.management = management;
        this.refusals = refusals;
    }

    /** Who sent the request. */
    static Caller caller(HttpServletRequest request) {
        return request.getAttribute(CALLER) instanceof Caller caller ? caller : Caller.untrusted("");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (management.received(request) || admits(request, response)) chain.doFilter(request, response);
    }

    private boolean admits(HttpServletRequest request, HttpServletResponse response) {
        try {
            BrowserPolicy.check(request);
            var caller = callers.of(request, SecurityContextHolder.getContext().getAuthentication());
            request.setAttribute(CALLER, caller);
            AccessPolicy.requireAdmission(caller, admissions.of(request));
            return true;
        } catch (RuntimeException refusal) {
            refusals.resolveException(request, response, null, refusal);
            return false;
        }
    }
}
