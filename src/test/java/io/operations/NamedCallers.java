package io.operations;

import io.operations.requestor.Access;
import io.operations.requestor.Caller;
import io.operations.requestor.Requestor;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets a request say who it is from, {@code Caller: named/alice}, who may do everything; without that it is from whom it otherwise is.
 * Protocol {@code tls} would be a certificate, whose rights are looked up again while a caller waits.
 */
@TestConfiguration(proxyBeanMethods = false)
public class NamedCallers {

    public static final String HEADER = "Caller";

    /** After all that finds out who really calls. */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    OncePerRequestFilter callersFromHeader() {
        return new FromHeader();
    }

    private static final class FromHeader extends OncePerRequestFilter {

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            var named = request.getHeader(HEADER);
            if (named != null) request.setAttribute(Caller.class.getName(), caller(named.split("/", 2)));
            chain.doFilter(request, response);
        }

        private static Caller caller(String[] parts) {
            return new Caller(new Requestor(parts[1], parts[0], "127.0.0.1:1"), true, Access.ALL, Instant.MAX);
        }
    }
}
