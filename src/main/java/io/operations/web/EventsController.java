package io.operations.web;

import io.operations.event.EventHub;
import io.operations.event.EventType;
import io.operations.operation.OperationException;
import io.operations.requestor.Caller;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /1.0/events}: what happens, as a raw WebSocket (contract §3.6). All that can fail fails before the 101. */
@RestController
final class EventsController {

    private final EventSocketSettings settings;
    private final SocketSessions sockets;
    private final RequestMetrics metrics;
    private final EventAccess access;
    private final CallerLimits limits;
    private final Withdrawals withdrawals;

    EventsController(
            EventHub hub,
            EventSocketSettings settings,
            SocketSessions sockets,
            RequestMetrics metrics,
            EventAccess access,
            CallerLimits limits,
            Withdrawals withdrawals) {
        this.settings = settings;
        this.sockets = sockets;
        this.metrics = metrics;
        this.access = access;
        this.limits = limits;
        this.withdrawals = withdrawals;
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
        var wish = new EventAccess.Wish(typesOf(type), ProjectSelection.of(project, allProjects));
        access.require(wish, caller);
        PlainHandshake.check(request, response);
        var place = limits.listening(caller);
        try {
            var session = access.session(wish, caller, settings, withdrawals.whenWithdrawn(request));
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

    /** Null: all that the caller may hear. */
    private static @Nullable Set<EventType> typesOf(String list) {
        return list.isEmpty()
                ? null
                : Arrays.stream(list.split(",", -1))
                        .map(EventsController::typeOf)
                        .collect(Collectors.toSet());
    }

    private static EventType typeOf(String name) {
        return EventType.ofWireName(name)
                .orElseThrow(
                        () -> new OperationException.Invalid("\"%s\" is not a supported event type".formatted(name)));
    }
}
