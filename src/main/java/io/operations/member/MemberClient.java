package io.operations.member;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** Calls other members, as one of them. */
@Component
public class MemberClient implements DisposableBean {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    private final MemberTokens tokens;
    private final Map<String, HttpClient> clients = new ConcurrentHashMap<>();

    MemberClient(MemberTokens tokens) {
        this.tokens = tokens;
    }

    /**
     * Opens a WebSocket to a member.
     *
     * @param target    path and query
     * @param forwarded headers that say for whom; they are proved as the target is
     * @return fails if the member is not reached, or refuses; see {@link java.net.http.WebSocketHandshakeException}
     */
    public CompletableFuture<WebSocket> open(
            Member to, String target, Map<String, String> forwarded, WebSocket.Listener listener) {
        var address = to.address();
        if (address == null) return CompletableFuture.failedFuture(new IllegalStateException("Member has no address"));
        var builder = client(to.fingerprint()).newWebSocketBuilder().connectTimeout(CONNECT_TIMEOUT);
        forwarded.forEach(builder::header);
        builder.header(MemberTokens.HEADER, tokens.issue(to, said(target, forwarded)));
        return builder.buildAsync(socketUri(address, target), listener);
    }

    /** What a token proves: the target, then each header that says for whom, by name. */
    public static List<String> said(String target, Map<String, String> forwarded) {
        var said = new ArrayList<>(List.of(target));
        forwarded.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(it -> said.add(it.getKey() + ": " + it.getValue()));
        return said;
    }

    private static URI socketUri(URI address, String target) {
        var scheme = Objects.equals(address.getScheme(), "https") ? "wss" : "ws";
        return URI.create(scheme + "://" + address.getRawAuthority() + target);
    }

    private HttpClient client(@Nullable String fingerprint) {
        return clients.computeIfAbsent(fingerprint == null ? "" : fingerprint, MemberClient::newClient);
    }

    private static HttpClient newClient(String fingerprint) {
        var builder = HttpClient.newBuilder()
                .connectTimeout(CONNECT_TIMEOUT)
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(HttpClient.Builder.NO_PROXY)
                .executor(Executors.newVirtualThreadPerTaskExecutor());
        if (!fingerprint.isEmpty()) builder.sslContext(PinnedCertificate.context(fingerprint));
        return builder.build();
    }

    @Override
    public void destroy() {
        clients.values().forEach(HttpClient::shutdownNow);
    }
}
