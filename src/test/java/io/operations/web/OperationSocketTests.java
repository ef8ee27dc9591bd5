package io.operations.web;

import static io.operations.web.RawWebSocket.BINARY;
import static io.operations.web.RawWebSocket.CLOSE;
import static io.operations.web.RawWebSocket.CONTINUATION;
import static io.operations.web.RawWebSocket.PING;
import static io.operations.web.RawWebSocket.TEXT;
import static io.operations.web.TestChannel.binary;
import static io.operations.web.TestChannel.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.operations.operation.Frame;
import io.operations.operation.Frame.Kind;
import io.operations.web.TestChannel.Closed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What passes between a client and a channel, and how they part. */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
@SpringBootTest(
        classes = OperationSocketTestConfiguration.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "logging.level.org.springframework.web.socket=debug",
            "operations.websocket.handshake-timeout=2s",
            "operations.websocket.max-message-size=2MB"
        })
class OperationSocketTests {
    private final Switchboard switchboard;
    private final SocketSessions sockets;
    private final int port;
    private final TestChannel channel = TestChannel.open();

    OperationSocketTests(
            @Autowired Switchboard switchboard, @Autowired SocketSessions sockets, @LocalServerPort int port) {
        this.switchboard = switchboard;
        this.sockets = sockets;
        this.port = port;
    }

    @AfterEach
    void nobodyIsLeft() {
        await().until(() -> sockets.count() == 0);
        assertThat(channel.end()).isNotNull();
        assertThat(channel.timesClosed).hasValue(1);
    }

    @Test
    void passesOnTextAndBytesAsTheyCame() throws Exception {
        try (var client = connect()) {
            client.send(TEXT, "grüße");
            client.send(BINARY, "");
            client.send(BINARY, true, new byte[] {-1, 0});

            var text = channel.next();
            assertThat(text.kind()).isEqualTo(Kind.TEXT);
            assertThat(text(text)).isEqualTo("grüße");
            assertThat(text.last()).isTrue();
            var empty = channel.next();
            assertThat(empty.kind()).isEqualTo(Kind.BINARY);
            assertThat(empty.size()).isZero();
            assertThat(empty.last()).isTrue();
            assertThat(channel.next().payload().get(0)).isEqualTo((byte) -1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {TEXT, BINARY})
    void passesOnAMessageOfAnySizeInSmallPieces(int opcode) throws Exception {
        var message = "0123456789ä€😀".repeat(50_000);
        try (var client = connect()) {
            client.send(opcode, true, message.getBytes(UTF_8));
            client.send(opcode, "next");

            assertThat(messageOf(24 * 1024).equals(message)).isTrue();
            assertThat(text(channel.next())).isEqualTo("next");
        }
    }

    @Test
    void knowsWhereAFragmentedMessageEnds() throws Exception {
        try (var client = connect()) {
            client.send(TEXT, false, "eins ".getBytes(UTF_8));
            client.send(PING, "between");
            client.send(CONTINUATION, false, new byte[] {(byte) 0xC3}); // half an ä
            client.send(CONTINUATION, true, new byte[] {(byte) 0xA4});
            client.send(TEXT, "two");

            assertThat(messageOf(24 * 1024)).isEqualTo("eins ä");
            assertThat(text(channel.next())).isEqualTo("two");
        }
    }

    @Test
    void sendsTextAndBytesAsTheyAre() throws Exception {
        try (var client = connect()) {
            channel.peer().send(text("grüße"));
            channel.peer().send(binary(new byte[] {1}, false));
            channel.peer().send(binary(new byte[0], true));

            assertThat(client.readData().text()).isEqualTo("grüße");
            var first = client.readData();
            assertThat(first.opcode()).isEqualTo(BINARY);
            assertThat(first.last()).isFalse();
            var last = client.readData();
            assertThat(last.opcode()).isEqualTo(CONTINUATION);
            assertThat(last.last()).isTrue();
        }
    }

    @Test
    void sendsALongFrameInPiecesCutBetweenCharacters() throws Exception {
        var message = "€".repeat(20_000) + "x" + "😀".repeat(20_000);
        try (var client = connect()) {
            var sent = Thread.ofVirtual().start(() -> sendQuietly(message));
            var received = new ByteArrayOutputStream();
            var frame = client.readData();
            for (; !frame.last(); frame = client.readData()) {
                assertThat(frame.payload().length).isBetween(Outbox.PIECE - 3, Outbox.PIECE);
                assertThat(frame.text()).doesNotContain("\uFFFD");
                received.writeBytes(frame.payload());
            }
            received.writeBytes(frame.payload());

            assertThat(received.toString(UTF_8)).isEqualTo(message);
            sent.join();
        }
    }

    @Test
    void keepsTheFramesOfManySendersWhole() throws Exception {
        try (var client = connect()) {
            for (var sender = 0; sender < 4; sender++) {
                var message = Integer.toString(sender).repeat(50_000);
                Thread.ofVirtual().start(() -> sendQuietly(message));
            }
            for (var sender = 0; sender < 4; sender++) {
                var message = new StringBuilder();
                var frame = client.readData();
                for (; !frame.last(); frame = client.readData()) message.append(frame.text());
                message.append(frame.text());
                assertThat(message.toString()).isEqualTo(message.substring(0, 1).repeat(50_000));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1000, done", "1001, ''", "4711, mine"})
    void tellsTheChannelHowTheClientLeft(int code, String reason) throws Exception {
        try (var client = connect()) {
            client.sendClose(code, reason);

            assertThat(channel.end()).isEqualTo(new Closed(code, reason));
            assertThat(client.readData().closeCode()).isEqualTo(code);
        }
    }

    @Test
    void tellsTheChannelThatTheClientWasCutOff() throws Exception {
        connect().close();

        assertThat(channel.end().code()).isEqualTo(1006);
    }

    @Test
    void refusesTextThatIsNone() throws Exception {
        try (var client = connect()) {
            client.send(TEXT, true, new byte[] {(byte) 0xFF});

            assertThat(client.readData().closeCode()).isEqualTo(1007);
            assertThat(channel.end().code()).isEqualTo(1007);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1013, 4000})
    void tellsTheClientHowTheChannelLeft(int code) throws Exception {
        try (var client = connect()) {
            channel.peer().send(text("last words"));
            channel.peer().close(code, "ö".repeat(100));
            channel.peer().close(1011, "too late");

            assertThat(client.readData().text()).isEqualTo("last words");
            var end = client.readData();
            assertThat(end.opcode()).isEqualTo(CLOSE);
            assertThat(end.closeCode()).isEqualTo(code);
            assertThat(end.closeReason()).isEqualTo("ö".repeat(61));
            assertThat(channel.end().code()).isEqualTo(code);
            assertThatThrownBy(() -> channel.peer().send(text("more"))).isInstanceOf(IOException.class);
        }
    }

    @Test
    void cutsOffWhoDoesNotTakeACloseFrame() throws Exception {
        try (var client = connect()) {
            var sent = pourUntilBlocked();

            channel.peer().close(1001, "cancelled");

            assertThatThrownBy(sent::join).hasCauseInstanceOf(IOException.class);
            assertThat(channel.end().code()).isEqualTo(1001);
            await().until(() -> sockets.count() == 0);
            assertThat(client.answer()).isNotEmpty();
        }
    }

    @Test
    void hearsAGoodbyeOfWhoTakesNothing() throws Exception {
        try (var client = connect()) {
            var sent = pourUntilBlocked();

            client.sendClose(1000, "enough");

            assertThat(channel.end()).isEqualTo(new Closed(1000, "enough"));
            assertThatThrownBy(sent::join).hasCauseInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {999, 1005, 1006, 1014, 1015, 2000, 5000})
    void closesWithNothingThatNoFrameMaySay(int code) throws Exception {
        try (var client = connect()) {
            assertThatThrownBy(() -> channel.peer().close(code, "")).isInstanceOf(IllegalArgumentException.class);

            client.sendClose(1000, "");
        }
    }

    @Test
    void namesNoSecretInItsLog(CapturedOutput output) throws Exception {
        var secret = switchboard.put(() -> new FailingChannel(channel));
        try (var client = new RawWebSocket(port, Switchboard.target(secret))) {
            client.send(TEXT, "hello");

            assertThat(client.readData().closeCode()).isEqualTo(1011);
            assertThat(channel.end().code()).isEqualTo(1006);
        }
        await().untilAsserted(() -> assertThat(output).contains("a bug in a hook"));
        assertThat(output).doesNotContain(secret);
    }

    private RawWebSocket connect() throws IOException {
        var client = new RawWebSocket(port, Switchboard.target(switchboard.put(() -> channel)));
        assertThat(client.answer()).first().asString().contains(" 101");
        channel.peer();
        return client;
    }

    private CompletableFuture<?> pourUntilBlocked() {
        var taken = new AtomicLong();
        var sent = channel.pour(taken);
        await().during(Duration.ofMillis(500)).until(taken::get, new Unchanged());
        return sent;
    }

    private void sendQuietly(String message) {
        try {
            channel.peer().send(text(message));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The next whole message, in pieces of no more than so many bytes. */
    private String messageOf(int largest) throws InterruptedException {
        var bytes = new ByteArrayOutputStream();
        Frame frame;
        do {
            frame = channel.next();
            assertThat(frame.size()).isLessThanOrEqualTo(largest);
            bytes.writeBytes(bytesOf(frame));
        } while (!frame.last());
        return bytes.toString(UTF_8);
    }

    private static byte[] bytesOf(Frame frame) {
        var bytes = new byte[frame.size()];
        frame.payload().get(bytes);
        return bytes;
    }
}
