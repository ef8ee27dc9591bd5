package io.operations.web;

import io.operations.operation.EntityType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Counts API requests; what is not the API, the management endpoints, is not counted. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class RequestMetricsFilter extends OncePerRequestFilter {

    private static final Pattern OPERATIONS = Pattern.compile("/1\\.0/operations(/[^/]+(/(redeem|wait|websocket))?)?");
    private static final Pattern PROJECTS = Pattern.compile("/1\\.0/projects(/[^/]+)?");
    private static final Pattern MEMBERS = Pattern.compile("/1\\.0/cluster/members(/[^/]+)?");
    private static final Pattern CERTIFICATES = Pattern.compile("/1\\.0/certificates(/[^/]+)?");
    private static final String MANAGEMENT = "/actuator";

    private final RequestMetrics metrics;

    RequestMetricsFilter(RequestMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getRequestURI().startsWith(MANAGEMENT);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var begun = metrics.begin(request, entityType(request.getRequestURI()));
        WhenAnswered.handOn(chain, request, response, begun::answered);
    }

    private static EntityType entityType(String path) {
        if (OPERATIONS.matcher(path).matches()) return EntityType.OPERATION;
        if (PROJECTS.matcher(path).matches()) return EntityType.PROJECT;
        if (MEMBERS.matcher(path).matches()) return EntityType.CLUSTER_MEMBER;
        return CERTIFICATES.matcher(path).matches() ? EntityType.CERTIFICATE : EntityType.SERVER;
    }
}
