package io.operations.operation;

import io.operations.member.Member;
import io.operations.member.MemberClient;
import io.operations.member.MemberService;
import io.operations.requestor.Requestor;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Attaching a client of this member to an operation of another one (contract §3.10). */
@Component
public class RemoteConnections {

    /** In which the member that refuses says why, as a client may read it; a refused handshake has no body. */
    public static final String REFUSAL = "X-Operations-Refusal";

    private static final Logger LOG = LoggerFactory.getLogger(RemoteConnections.class);
    private static final Duration PATIENCE = Duration.ofSeconds(11);

    private final MemberService members;
    private final MemberClient client;

    RemoteConnections(MemberService members, MemberClient client) {
        this.members = members;
        this.client = client;
    }

    /** Where a member takes such connections. */
    public static String target(Object operation, String secret) {
        return "/internal/1.0/operations/" + operation + "/websocket?secret="
                + URLEncoder.encode(secret, StandardCharsets.UTF_8);
    }

    /** For whom, in LXD's headers. */
    static Map<String, String> forwarded(Requestor requestor) {
        return Map.of(
                "X-LXD-forwarded-address", encoded(requestor.address()),
                "X-LXD-forwarded-protocol", encoded(requestor.protocol()),
                "X-LXD-forwarded-username", encoded(requestor.username()));
    }

    /**
     * Connects to where the operation runs.
     *
     * @throws OperationException as that member refuses, or if it is not reached
     */
    Channel connect(OperationRow row, String secret, Requestor requestor) {
        var location = row.state().location();
        var member = members.find(location).filter(Member::isOnline).orElseThrow(() -> unreachable(location));
        var channel = new RemoteChannel();
        channel.connected(join(open(member, target(row.header().id(), secret), requestor, channel), location));
        return channel;
    }

    private CompletableFuture<WebSocket> open(
            Member member, String target, Requestor requestor, RemoteChannel channel) {
        try {
            return client.open(member, target, forwarded(requestor), channel);
        } catch (IllegalStateException gone) {
            return CompletableFuture.failedFuture(gone);
        }
    }

    private static WebSocket join(CompletableFuture<WebSocket> opening, String location) {
        try {
            return opening.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            LOG.debug("Member {} does not connect", location, e);
            throw e.getCause() instanceof WebSocketHandshakeException refusal
                    ? refused(refusal, location)
                    : unreachable(location);
        } catch (TimeoutException e) {
            giveUp(opening);
            throw unreachable(location);
        } catch (InterruptedException e) {
            giveUp(opening);
            Thread.currentThread().interrupt();
            throw unreachable(location);
        }
    }

    /** Nobody will be there when it opens after all. */
    private static void giveUp(CompletableFuture<WebSocket> opening) {
        opening.thenAccept(WebSocket::abort);
    }

    private static OperationException refused(WebSocketHandshakeException refusal, String location) {
        var response = refusal.getResponse();
        var reason = response.headers()
                .firstValue(REFUSAL)
                .map(it -> URLDecoder.decode(it, StandardCharsets.UTF_8))
                .orElse("");
        return switch (reason.isEmpty() ? 0 : response.statusCode()) {
            case 0, 503 -> unreachable(location);
            case 400 -> new OperationException.Invalid(reason);
            case 403 -> new OperationException.Forbidden(reason);
            case 404 -> new OperationException.NotFound(reason);
            case 409 -> new OperationException.Conflict(reason);
            default -> new OperationException.Failed(response.statusCode(), reason);
        };
    }

    private static OperationException unreachable(String location) {
        return new OperationException.Unavailable(
                "Member \"" + location + "\", which runs the operation, is not reached");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
