package io.operations.web;

import io.operations.requestor.Caller;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.web.filter.OncePerRequestFilter;

/** Where nobody asks who calls: everybody may do everything. */
@TestComponent
class Anybody extends OncePerRequestFilter {

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        request.setAttribute(Caller.class.getName(), Caller.anonymous("127.0.0.1:1"));
        chain.doFilter(request, response);
    }

    /** And may go on doing so. */
    @TestComponent
    static class Stays implements Trust {

        @Override
        public Caller now(Caller caller) {
            return caller;
        }
    }
}
