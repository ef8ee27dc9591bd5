package io.operations.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.operations.Api;
import io.operations.Attachment;
import io.operations.Handshake;
import io.operations.ServiceTest;
import io.operations.web.RawWebSocket;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Clients of WebSockets that do not speak their language are closed with the code that says so; nobody else notices. */
@ServiceTest
class HostileWebsocketTests {

    /** Once it is answered, the connection stands on both sides. */
    private static final byte[] PING = {(byte) 0x89, (byte) 0x84, 0, 0, 0, 0, 'h', 'e', 'r', 'e'};

    private final int port;
    private final Api api;
    private final JdbcClient jdbc;

    HostileWebsocketTests(@LocalServerPort int port, JdbcClient jdbc) {
        this.port = port;
        this.api = Api.on(port);
        this.jdbc = jdbc;
    }

    static List<FrameAttacks> frames() {
        return FrameAttacks.all();
    }

    @ParameterizedTest
    @MethodSource("frames")
    void closesAListener(FrameAttacks attack) throws IOException {
        try (var aftermath = new Aftermath(jdbc);
                var socket = new RawWebSocket(port, "/1.0/events")) {
            if (attack.isAlsoTalk()) {
                assertEnds(socket, attack);
            } else {
                assertCloses(socket, attack);
            }
            aftermath.assertNothingIsLeft(api);
        }
    }

    @ParameterizedTest
    @MethodSource("frames")
    void closesAPartyOfARelay(FrameAttacks attack) throws IOException {
        var relay = api.schedule("{\"type\": \"relay\"}").hasStatus(202);
        var target = Handshake.target(relay.id(), "secret=" + Attachment.secret(relay, "0"));
        try (var aftermath = new Aftermath(jdbc);
                var _ = Attachment.to(port, relay, "1");
                var socket = new RawWebSocket(port, target)) {
            assertEnds(socket, attack);
            assertThat(api.await(relay.id()).operationStatus()).isIn("Success", "Failure");
            aftermath.assertQuiet(api);
        }
    }

    /**
     * The same, or the end alone. While something is being sent to a party, a close frame is tried for 50 ms only. And a listener is
     * sent away by another thread for having talked: Tomcat, which sees the violation meanwhile, closes without waiting for it.
     */
    private static void assertEnds(RawWebSocket socket, FrameAttacks attack) throws IOException {
        try {
            assertCloses(socket, attack);
        } catch (EOFException | SocketException cut) {
            assertThat(socket.answer().getFirst()).contains("101");
        }
    }

    /** A close frame that says why, and then the end of the connection. */
    private static void assertCloses(RawWebSocket socket, FrameAttacks attack) throws IOException {
        assertThat(socket.answer().getFirst()).contains("101");
        // While Tomcat sends something else it tries to send a close frame for 50 ms only, and then closes without one.
        assertThat(socket.read().opcode()).isEqualTo(RawWebSocket.PING);
        socket.sendRaw(PING);
        assertThat(socket.readData().text()).isEqualTo("here");
        socket.sendRaw(attack.bytes());

        var frame = socket.readData();

        assertThat(frame.opcode()).as(attack.name()).isEqualTo(RawWebSocket.CLOSE);
        assertThat(attack.codes()).as(attack.name()).contains(frame.closeCode());
        assertThat(isOver(socket)).isTrue();
    }

    private static boolean isOver(RawWebSocket socket) throws IOException {
        try {
            socket.readData();
            return false;
        } catch (EOFException | SocketException closed) {
            return true;
        }
    }

    @Test
    void refusesHandshakesThatAreNone() {
        try (var aftermath = new Aftermath(jdbc)) {
            new Siege(port).lay(HandshakeAttacks.all().toList());

            aftermath.assertNothingIsLeft(api);
        }
        Aftermath.assertServes(api);
    }
}
