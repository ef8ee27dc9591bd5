package io.operations.web;

import static io.operations.web.RawWebSocket.CLOSE;
import static io.operations.web.RawWebSocket.PING;
import static io.operations.web.RawWebSocket.PONG;
import static io.operations.web.RawWebSocket.TEXT;
import static io.operations.web.TestChannel.binary;
import static io.operations.web.TestChannel.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** When a client is given up, and when not. */
@Timeout(60)
@SpringBootTest(
        classes = OperationSocketTestConfiguration.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.threads.virtual.enabled=true",
            "operations.websocket.ping-interval=100ms",
            "operations.websocket.silence=2s",
            "operations.websocket.handshake-timeout=500ms"
        })
class OperationSocketKeepAliveTests {

    /** More than the buffers between two sockets hold. */
    private static final byte[] MUCH = new byte[50_000_000];

    private final Switchboard switchboard;
    private final SocketSessions sockets;
    private final int port;

    OperationSocketKeepAliveTests(
            @Autowired Switchboard switchboard, @Autowired SocketSessions sockets, @LocalServerPort int port) {
        this.switchboard = switchboard;
        this.sockets = sockets;
        this.port = port;
    }

    @AfterEach
    void nobodyIsLeft() {
        await().until(() -> sockets.count() == 0);
    }

    @Test
    void closesWhoAnswersNoPing() throws Exception {
        var channel = TestChannel.open();
        try (var client = connect(channel)) {
            for (var ping = 0; ping < 3; ping++)
                assertThat(client.read().opcode()).isEqualTo(PING);

            // More where the channel was slow to open: until then nobody is judged. How many is for KeepAliveTests.
            assertThat(client.readData().closeCode()).isEqualTo(1008);
            assertThat(channel.end().code()).isEqualTo(1006);
        }
    }

    @Test
    void judgesNobodyWhoIsNotBeingRead() throws Exception {
        var channel = TestChannel.shut();
        try (var client = connect(channel)) {
            client.send(TEXT, "waits");
            for (var ping = 0; ping < 30; ping++)
                assertThat(client.read().opcode()).isEqualTo(PING);
            assertThat(channel.bytes).hasValue(0);

            channel.openUp();
            for (var ping = 0; ping < 10; ping++) {
                client.send(PONG, "");
                assertThat(client.read().opcode()).isEqualTo(PING);
            }
            assertThat(channel.bytes).hasValue(5);
            client.sendClose(1000, "");
        }
        assertThat(channel.end().code()).isEqualTo(1000);
    }

    @Test
    void noticesThatSomebodyWhoIsNotBeingReadIsCutOff() throws Exception {
        var channel = TestChannel.shut();
        var client = connect(channel);
        client.send(TEXT, "waits");
        await().until(() -> channel.taking.get() == 1);

        client.close();

        assertThat(channel.end().code()).isEqualTo(1006);
    }

    @Test
    void makesASenderWaitAndCutsOffWhoTakesNothing() throws Exception {
        var channel = TestChannel.open();
        try (var client = connect(channel)) {
            var start = System.nanoTime();

            assertThatThrownBy(() -> channel.peer().send(binary(MUCH, true))).isInstanceOf(IOException.class);

            assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(1900));
            assertThat(channel.end().code()).isEqualTo(1006);
            assertThat(client.answer()).isNotEmpty();
        }
    }

    @Test
    void pingsBetweenThePiecesOfALongFrame() throws Exception {
        var channel = TestChannel.open();
        try (var client = connect(channel)) {
            var sent = send(channel);
            var pings = 0;
            var frame = client.read();
            for (var read = 0L; !(frame.last() && frame.opcode() != PING); frame = client.read()) {
                if (frame.opcode() == PING) {
                    pings++;
                    client.send(PONG, "");
                }
                read += frame.payload().length;
                if (read % 1_000_000 < Outbox.PIECE)
                    await().pollDelay(20, TimeUnit.MILLISECONDS).until(() -> true);
            }

            sent.join();
            assertThat(pings).isGreaterThan(3);
        }
    }

    @Test
    void interruptsASender() throws Exception {
        var channel = TestChannel.open();
        try (var client = connect(channel)) {
            var outcome = new CompletableFuture<@Nullable Void>();
            var sender = Thread.ofVirtual()
                    .start(() -> run(outcome, () -> channel.peer().send(binary(MUCH, true))));
            assertThat(client.readData().payload()).isNotEmpty();

            sender.interrupt();

            assertThatThrownBy(() -> outcome.get(900, TimeUnit.MILLISECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(InterruptedException.class);
            assertThatThrownBy(() -> channel.peer().send(text("more")))
                    .isInstanceOf(IOException.class)
                    .hasMessage("A message was left unfinished");
            channel.peer().close(1001, "cancelled");
            var frame = client.read();
            while (frame.opcode() != CLOSE) frame = client.read();
            assertThat(frame.closeCode()).isEqualTo(1001);
        }
    }

    @Test
    void waitsForNobodyWhenItIsClosed() throws Exception {
        var channel = TestChannel.open();
        try (var client = connect(channel)) {
            var sent = send(channel);
            assertThat(client.readData().payload()).isNotEmpty();

            channel.peer().close(1001, "cancelled");

            assertThatThrownBy(() -> sent.get(900, TimeUnit.MILLISECONDS)).hasCauseInstanceOf(IOException.class);
            assertThat(channel.end().code()).isEqualTo(1001);
            await().until(() -> sockets.count() == 0);
        }
    }

    private CompletableFuture<@Nullable Void> send(TestChannel channel) {
        var outcome = new CompletableFuture<@Nullable Void>();
        Thread.ofVirtual().start(() -> run(outcome, () -> channel.peer().send(binary(MUCH, true))));
        return outcome;
    }

    private interface Sending {
        void send() throws IOException, InterruptedException;
    }

    private static void run(CompletableFuture<@Nullable Void> outcome, Sending sending) {
        try {
            sending.send();
            outcome.complete(null);
        } catch (IOException | InterruptedException e) {
            outcome.completeExceptionally(e);
        }
    }

    private RawWebSocket connect(TestChannel channel) throws IOException {
        var client = new RawWebSocket(port, Switchboard.target(switchboard.put(() -> channel)));
        assertThat(client.answer()).first().asString().contains(" 101");
        return client;
    }
}
