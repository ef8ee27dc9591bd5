package io.operations.web;

import io.operations.event.EventHub;
import io.operations.event.EventType;
import io.operations.operation.Channel;
import io.operations.operation.OperationException;
import io.operations.operation.OperationService;
import io.operations.operation.RemoteConnections;
import io.operations.operation.RemoteGoodbye;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What members ask of each other: their events, and connections to their operations. Nobody else is answered. */
@RestController
final class MembersController {

    private final MembersOnly members;
    private final EventHub hub;
    private final ConnectingHere operations;
    private final EventSocketSettings eventSettings;
    private final OperationSocketSettings operationSettings;
    private final SocketSessions sockets;

    MembersController(
            MembersOnly members,
            EventHub hub,
            ConnectingHere operations,
            EventSocketSettings eventSettings,
            OperationSocketSettings operationSettings,
            SocketSessions sockets) {
        this.members = members;
        this.hub = hub;
        this.operations = operations;
        this.eventSettings = eventSettings.forMembers();
        this.operationSettings = operationSettings.forMembers();
        this.sockets = sockets;
    }

    @GetMapping("/internal/1.0/events")
    void events(@RequestParam(defaultValue = "") String type, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        members.require(request);
        PlainHandshake.check(request, response);
        var subscription = hub.subscribeMember(type.equals(EventType.LOGGING.wireName()));
        sockets.open(new EventSession(subscription, eventSettings, () -> true), request, response, () -> {});
    }

    @GetMapping("/internal/1.0/operations/{id}/websocket")
    void connect(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String secret,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, ServletException {
        members.require(request);
        PlainHandshake.check(request, response);
        var channel = channel(id, secret, request, response);
        sockets.open(new ChannelSession(channel, operationSettings, () -> true), request, response, () -> {});
    }

    private Channel channel(String id, String secret, HttpServletRequest request, HttpServletResponse response) {
        try {
            return new RemoteGoodbye(
                    operations.connect(OperationService.parseId(id), secret, MembersOnly.requestor(request)));
        } catch (OperationException refusal) {
            var reason = String.valueOf(refusal.getMessage());
            response.setHeader(RemoteConnections.REFUSAL, URLEncoder.encode(reason, StandardCharsets.UTF_8));
            throw refusal;
        }
    }
}
