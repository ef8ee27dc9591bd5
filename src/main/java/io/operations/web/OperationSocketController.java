package io.operations.web;

import io.operations.operation.Attachment;
import io.operations.operation.OperationService;
import io.operations.requestor.Caller;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code GET /1.0/operations/{id}/websocket}: attaches the caller to a channel of a websocket operation (contract §3.5).
 * All that can fail fails before the 101.
 */
@RestController
final class OperationSocketController {

    private final Connecting operations;
    private final OperationSocketSettings settings;
    private final SocketSessions sockets;
    private final CallerLimits limits;
    private final Trust trust;

    OperationSocketController(
            Connecting operations,
            OperationSocketSettings settings,
            SocketSessions sockets,
            CallerLimits limits,
            Trust trust) {
        this.trust = trust;
        this.limits = limits;
        this.operations = operations;
        this.settings = settings;
        this.sockets = sockets;
    }

    @GetMapping("/1.0/operations/{id}/websocket")
    void connect(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String secret,
            Caller caller,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, ServletException {
        limits.stranger(caller);
        var operation = OperationService.parseId(id);
        PlainHandshake.check(request, response);
        var attached = operations.connect(operation, secret == null || secret.isEmpty() ? null : secret, caller);
        sockets.open(session(attached, caller), request, response, () -> {});
    }

    /** A caller that could see the operation stays while it can. The secret alone is enough for others, as long as there is one. */
    private ChannelSession session(Attachment attached, Caller caller) {
        var sees = attached.viewers().test(caller);
        return new ChannelSession(
                attached.channel(), settings, () -> !sees || attached.viewers().test(trust.now(caller)));
    }
}
