package io.operations.web;

import io.operations.event.EventFilter;
import io.operations.event.EventHub;
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
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /1.0/events}: what happens, as a raw WebSocket (contract §3.6). All that can fail fails before the 101. */
@RestController
final class EventsController {

    private final EventHub hub;
    private final EventSocketSettings settings;
    private final SocketSessions sockets;
    private final RequestMetrics metrics;
    private final KnownProjects projects;

    EventsController(
            EventHub hub,
            EventSocketSettings settings,
            SocketSessions sockets,
            RequestMetrics metrics,
            KnownProjects projects) {
        this.projects = projects;
        this.hub = hub;
        this.settings = settings;
        this.sockets = sockets;
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
        projects.require(filter.project());
        // The place for who may hear what: today every caller hears all that it asks for.
        PlainHandshake.check(request, response);
        var session = new EventSession(hub.subscribe(filter), settings);
        sockets.open(session, request, response, metrics.countWhenClosed(request));
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
}
