package io.operations.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestConstructor;

/** Row F: a WebSocket ends after its longest life, so that its client presents its credentials again. */
@TestConstructor(autowireMode = TestConstructor.AutowireMode.ALL)
@SpringBootTest(
        classes = OperationSocketTestConfiguration.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.threads.virtual.enabled=true",
            "operations.event.socket.max-lifetime=300ms",
            "operations.websocket.max-lifetime=300ms"
        })
class SocketLifetimeTests {

    private final int port;
    private final Switchboard switchboard;

    SocketLifetimeTests(@LocalServerPort int port, Switchboard switchboard) {
        this.port = port;
        this.switchboard = switchboard;
    }

    @ParameterizedTest
    @ValueSource(strings = {"events", "operation"})
    void endsWithACodeThatTellsClientsToComeBack(String which) {
        var channel = TestChannel.open();
        var target = which.equals("events") ? "/1.0/events" : Switchboard.target(switchboard.put(() -> channel));
        var closed = new CompletableFuture<Integer>();
        HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + target), new WebSocket.Listener() {
                    @Override
                    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                        closed.complete(code);
                        return null;
                    }
                })
                .join();

        assertThat(closed.orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo(1012);
        if (which.equals("operation")) assertThat(channel.end().code()).isEqualTo(1012);
    }
}
