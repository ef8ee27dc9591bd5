package io.operations.web;

import io.operations.event.EventFilter;
import io.operations.event.EventHub;
import io.operations.event.EventType;
import io.operations.operation.OperationException;
import io.operations.requestor.AccessPolicy;
import io.operations.requestor.Caller;
import io.operations.requestor.Permission;
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
    private final Trust callers;
    private final CallerLimits limits;

    EventsController(
            EventHub hub,
            EventSocketSettings settings,
            SocketSessions sockets,
            RequestMetrics metrics,
            KnownProjects projects,
            Trust callers,
            CallerLimits limits) {
        this.projects = projects;
        this.hub = hub;
        this.settings = settings;
        this.sockets = sockets;
        this.metrics = metrics;
        this.callers = callers;
        this.limits = limits;
        sockets.beforeStop(() -> hub.awaitDelivered(settings.sendTimeout()));
    }

    @GetMapping("/1.0/events")
    void events(
            @RequestParam(defaultValue = "") String type,
            @RequestParam(defaultValue = "") String project,
            @RequestParam(name = "all-projects", defaultValue = "") String allProjects,
            Caller caller,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, ServletException {
        var selected = ProjectSelection.of(project, allProjects);
        if (selected != null) AccessPolicy.requireProject(caller, selected);
        projects.require(selected);
        var filter = new EventFilter(typesOf(type, caller), selected, caller);
        PlainHandshake.check(request, response);
        var place = limits.listening(caller);
        try {
            var session = new EventSession(
                    hub.subscribe(filter), settings, () -> callers.now(caller).isTrusted());
            var counted = metrics.countWhenClosed(request);
            sockets.open(session, request, response, () -> {
                place.close();
                counted.run();
            });
        } catch (IOException | ServletException | RuntimeException | Error refused) {
            place.close();
            throw refused;
        }
    }

    /** All that the caller may hear, unless they ask for some; then they must be allowed to. */
    private static Set<EventType> typesOf(String list, Caller caller) {
        if (list.isEmpty()) return EnumSet.allOf(EventType.class);
        var types =
                Arrays.stream(list.split(",", -1)).map(EventsController::typeOf).collect(Collectors.toSet());
        if (types.stream().anyMatch(EventType::privileged))
            AccessPolicy.requireOnServer(caller, Permission.CAN_VIEW_EVENTS);
        return types;
    }

    private static EventType typeOf(String name) {
        return EventType.ofWireName(name)
                .orElseThrow(
                        () -> new OperationException.Invalid("\"%s\" is not a supported event type".formatted(name)));
    }
}
