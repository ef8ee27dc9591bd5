package io.operations.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.pattern.PathPattern;

/** The route that a request takes. Paths are compared as Spring compares them; another spelling of a path has the same route. */
@Component
final class Routes {

    private static final String ROUTE = Routes.class.getName();

    private final Supplier<List<PathPattern>> patterns;
    private final RequestMatcher links = EndpointRequest.toLinks();
    private final RequestMatcher endpoints = EndpointRequest.toAnyEndpoint();

    Routes(@Qualifier("requestMappingHandlerMapping") ObjectProvider<RequestMappingHandlerMapping> mapping) {
        patterns = SingletonSupplier.of(() -> patterns(mapping.getObject()));
    }

    /** The most specific come first. */
    private static List<PathPattern> patterns(RequestMappingHandlerMapping mapping) {
        return mapping.getHandlerMethods().keySet().stream()
                .map(it -> it.getPathPatternsCondition())
                .flatMap(it -> it == null ? Stream.of() : it.getPatterns().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** The template of the path, such as <code>/1.0/operations/{id}</code>; empty if the API has no such path. */
    String of(HttpServletRequest request) {
        if (request.getAttribute(ROUTE) instanceof String known) return known;
        var route = match(request);
        request.setAttribute(ROUTE, route);
        return route;
    }

    private String match(HttpServletRequest request) {
        try {
            var path = ServletRequestPathUtils.parseAndCache(request).pathWithinApplication();
            return patterns.get().stream()
                    .filter(it -> it.matches(path))
                    .findFirst()
                    .map(PathPattern::getPatternString)
                    .orElse("");
        } catch (IllegalArgumentException malformed) {
            return "";
        }
    }

    /** Whether a management endpoint answers the request, wherever these are mounted. */
    boolean isManagement(HttpServletRequest request) {
        try {
            return of(request).isEmpty() && (endpoints.matches(request) || links.matches(request));
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    /** Whether a route is this one, or below it. */
    static boolean isWithin(String route, String parent) {
        return route.equals(parent) || route.startsWith(parent + "/");
    }
}
