package io.operations.web;

import io.operations.operation.MemoryMetrics;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Tells {@link IdleConnections} which connection has a request, and when it was answered. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class IdleConnectionFilter extends OncePerRequestFilter {

    private final IdleConnections connections;

    IdleConnectionFilter(IdleConnections connections, MemoryMetrics metrics) {
        this.connections = connections;
        metrics.show(
                "connections",
                () -> connections.number() * IdleConnections.EACH,
                connections.limit() * IdleConnections.EACH,
                connections::closed);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var origin = ClientConnection.of(request);
        var connection = origin == null || origin.isUnix()
                ? null
                : connections.requested(origin.peer(), origin.port(), request.getLocalPort());
        if (connection == null) chain.doFilter(request, response);
        else WhenAnswered.handOn(chain, request, response, status -> answered(connection, request, status));
    }

    /** A WebSocket is no idle connection: it has limits of its own. */
    private void answered(IdleConnections.Connection connection, HttpServletRequest request, int status) {
        if (status != HttpServletResponse.SC_SWITCHING_PROTOCOLS)
            connections.answered(connection, CallerFilter.caller(request).isTrusted());
    }
}
