package io.operations.web;

import io.operations.event.EventFilter;
import io.operations.event.EventType;
import io.operations.operation.OperationException;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /1.0/events}: what happens, as a raw WebSocket (contract §3.6). All that can fail fails before the 101. */
@RestController
final class EventsController {

    private final EventSessions sessions;
    private final RequestMetrics metrics;

    EventsController(EventSessions sessions, RequestMetrics metrics) {
        this.sessions = sessions;
        this.metrics = metrics;
    }

    @GetMapping("/1.0/events")
    void events(
            @RequestParam(defaultValue = "") String type,
            @RequestParam(defaultValue = "") String project,
            @RequestParam(name = "all-projects", defaultValue = "") String allProjects,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, ServletException {
        var filter = new EventFilter(typesOf(type), ProjectSelection.of(project, allProjects));
        // The place for who may hear what: today every caller hears all that it asks for.
        checkUpgrade(request, response);
        sessions.open(filter, request, response, metrics.countWhenClosed(request));
    }

    private static Set<EventType> typesOf(String list) {
        if (list.isEmpty()) return EnumSet.allOf(EventType.class);
        return Arrays.stream(list.split(",", -1)).map(EventsController::typeOf).collect(Collectors.toSet());
    }

    private static EventType typeOf(String name) {
        return EventType.ofWireName(name)
                .orElseThrow(
                        () -> new OperationException.Invalid("\"%s\" is not a supported event type".formatted(name)));
    }

    private static void checkUpgrade(HttpServletRequest request, HttpServletResponse response) {
        if (!PlainHandshake.isAskedFor(request, response))
            throw new OperationException.Invalid("Not a WebSocket request");
        if (!OriginPolicy.allows(request.getHeader(HttpHeaders.ORIGIN), request.getHeader(HttpHeaders.HOST)))
            throw new OperationException.Forbidden("Origin not allowed");
    }
}
