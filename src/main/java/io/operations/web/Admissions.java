package io.operations.web;

import io.operations.requestor.Admission;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.stereotype.Component;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Whom a request is for. Paths are compared as Spring's routes compare them, decoded and in segments, and management endpoints
 * are known by themselves, wherever they are mounted. What is not known here is for trusted callers.
 */
@Component
final class Admissions {

    private static final List<RequestMatcher> OPEN_TO_GET = matchers(
            "/",
            "/1.0",
            "/1.0/operations/{id}/wait",
            "/1.0/operations/{id}/websocket",
            "/internal/1.0/events",
            "/internal/1.0/operations/{id}/websocket",
            "/openapi.json",
            "/docs",
            "/docs/{file}");

    private static final List<RequestMatcher> OPEN_TO_POST =
            matchers("/1.0/certificates", "/1.0/operations/{id}/redeem");

    private final RequestMatcher health = EndpointRequest.to(HealthEndpoint.class);
    private final RequestMatcher metrics = EndpointRequest.to("prometheus", "metrics");
    private final RequestMatcher links = EndpointRequest.toLinks();
    private final RequestMatcher endpoints = EndpointRequest.toAnyEndpoint();

    private static List<RequestMatcher> matchers(String... patterns) {
        return Stream.of(patterns)
                .<RequestMatcher>map(PathPatternRequestMatcher.withDefaults()::matcher)
                .toList();
    }

    Admission of(HttpServletRequest request) {
        // Once for all matchers, which would each parse it anew.
        ServletRequestPathUtils.parseAndCache(request);
        if (open(request).stream().anyMatch(it -> it.matches(request))) return Admission.ANYBODY;
        if (health.matches(request)) return isReading(request) ? Admission.ANYBODY : Admission.ADMINISTRATOR;
        if (isReading(request) && (metrics.matches(request) || links.matches(request))) return Admission.SCRAPER;
        return endpoints.matches(request) ? Admission.ADMINISTRATOR : Admission.TRUSTED;
    }

    private static List<RequestMatcher> open(HttpServletRequest request) {
        if (isReading(request)) return OPEN_TO_GET;
        return request.getMethod().equals("POST") ? OPEN_TO_POST : List.of();
    }

    private static boolean isReading(HttpServletRequest request) {
        return request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
    }
}
