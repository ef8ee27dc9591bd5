package io.operations.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.operations.Api;
import io.operations.member.Member;
import io.operations.member.MemberClient;
import io.operations.member.MemberService;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Members reach each other over TLS where there is a port for it, and talk to nobody else. */
@AccessTest
class MemberLinkTests {

    private static final String EVENTS = "/internal/1.0/events";

    private final MemberClient client;
    private final Member self;
    private final Api admin;

    MemberLinkTests(MemberClient client, MemberService member, @LocalServerPort int port) {
        this.client = client;
        self = member.find(member.name()).orElseThrow();
        admin = Api.on(port).as(AccessTest.ISSUER.token("admin", "admins"));
    }

    /** Keeps what it hears. */
    private static final class Heard implements WebSocket.Listener {

        final List<String> frames = new CopyOnWriteArrayList<>();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            frames.add(text.toString());
            socket.request(1);
            return null;
        }
    }

    private CompletableFuture<WebSocket> open(Member member, String target, WebSocket.Listener listener) {
        return client.open(member, target, Map.of(), listener);
    }

    @Test
    void standsOverTls() throws Exception {
        assertThat(self.address()).hasScheme("https");
        var heard = new Heard();
        var socket = open(self, EVENTS, heard).get(30, TimeUnit.SECONDS);

        var id = admin.schedule("{\"type\": \"noop\"}").hasStatus(202).id();

        await().until(() -> heard.frames.stream().anyMatch(it -> it.contains(id.toString()) && it.contains("Success")));
        socket.abort();
    }

    /** Or whoever has the address of a member that is gone would be told the secrets of channels. */
    @Test
    void doesNotStandWithAnotherCertificate() {
        var other = new Member(
                self.name(),
                self.incarnation(),
                self.state(),
                self.address(),
                "0".repeat(64),
                self.ports(),
                self.joinedAt(),
                self.heartbeatAt());

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> open(other, EVENTS, new Heard()).get(30, TimeUnit.SECONDS))
                .withCauseInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void doesNotStandWhereThereIsNothingToReach() {
        var target = "/internal/1.0/operations/" + UUID.randomUUID() + "/websocket?secret=x";

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> open(self, target, new Heard()).get(30, TimeUnit.SECONDS))
                .havingCause()
                .isInstanceOfSatisfying(WebSocketHandshakeException.class, it -> {
                    assertThat(it.getResponse().statusCode()).isEqualTo(404);
                    assertThat(it.getResponse().headers().firstValue("X-Operations-Refusal"))
                            .contains("Operation+not+found");
                });
    }
}
