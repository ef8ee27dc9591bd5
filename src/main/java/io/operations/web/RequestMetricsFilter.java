package io.operations.web;

import io.operations.operation.EntityType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Counts API requests by the entity of their route. Requests for management endpoints are not counted. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class RequestMetricsFilter extends OncePerRequestFilter {

    private static final Map<String, EntityType> ENTITIES = Map.of(
            "/1.0/operations", EntityType.OPERATION,
            "/1.0/projects", EntityType.PROJECT,
            "/1.0/cluster/members", EntityType.CLUSTER_MEMBER,
            "/1.0/certificates", EntityType.CERTIFICATE);

    private final RequestMetrics metrics;
    private final Routes routes;

    RequestMetricsFilter(RequestMetrics metrics, Routes routes) {
        this.metrics = metrics;
        this.routes = routes;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return routes.isManagement(request);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var begun = metrics.begin(request, entityType(routes.of(request)));
        WhenAnswered.handOn(chain, request, response, begun::answered);
    }

    private static EntityType entityType(String route) {
        return ENTITIES.entrySet().stream()
                .filter(it -> Routes.isWithin(route, it.getKey()))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElse(EntityType.SERVER);
    }
}
