package io.operations.member;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Calls other members, as one of them. */
@Component
public class MemberClient implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(MemberClient.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    /** A member may have to ask the database before it answers. */
    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration LOOK = Duration.ofSeconds(1);

    private final MemberTokens tokens;
    private final MemberSettings settings;
    private final Map<String, HttpClient> clients = new ConcurrentHashMap<>();
    private final Set<LinkGuard> guards = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService looker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("member-links").daemon().factory());

    MemberClient(MemberTokens tokens, MemberSettings settings) {
        this.tokens = tokens;
        this.settings = settings;
        var _ = looker.scheduleWithFixedDelay(this::look, LOOK.toNanos(), LOOK.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void look() {
        try {
            guards.removeIf(LinkGuard::look);
        } catch (RuntimeException | Error e) {
            // What gets past here would be the last look.
            LOG.error("Failed to look after connections to other members", e);
        }
    }

    /**
     * Opens a WebSocket to a member. It counts as broken when nothing has been heard over it for
     * {@code operations.member.link-silence}.
     *
     * @param target    path and query
     * @param forwarded headers that say for whom; they are proved as the target is
     * @return fails if the member is not reached, or refuses; see {@link java.net.http.WebSocketHandshakeException}
     */
    public CompletableFuture<WebSocket> open(
            Member to, String target, Map<String, String> forwarded, WebSocket.Listener listener) {
        var address = to.address();
        if (address == null) return CompletableFuture.failedFuture(new IllegalStateException("Member has no address"));
        var builder = client(to.fingerprint()).newWebSocketBuilder().connectTimeout(HANDSHAKE_TIMEOUT);
        forwarded.forEach(builder::header);
        builder.header(MemberTokens.HEADER, tokens.issue(to, said(target, forwarded)));
        var guard = new LinkGuard(listener, settings.linkSilence());
        return builder.buildAsync(socketUri(address, target), guard).thenApply(opened -> {
            guards.add(guard);
            return opened;
        });
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
        return clients.computeIfAbsent(key(fingerprint), MemberClient::newClient);
    }

    private static String key(@Nullable String fingerprint) {
        return fingerprint == null ? "" : fingerprint;
    }

    /** A client has a thread and its connections; certificates change with each new process. */
    @EventListener
    void on(MembersChanged changed) {
        var known = changed.others().stream().map(it -> key(it.fingerprint())).collect(Collectors.toSet());
        clients.forEach((key, client) -> {
            if (!known.contains(key) && clients.remove(key, client)) client.shutdown();
        });
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
        looker.shutdownNow();
        clients.values().forEach(HttpClient::shutdownNow);
    }
}
