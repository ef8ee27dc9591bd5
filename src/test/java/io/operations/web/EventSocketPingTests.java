package io.operations.web;

import static io.operations.web.EventSocketFixture.awaitNobodyListens;
import static io.operations.web.RawWebSocket.CLOSE;
import static io.operations.web.RawWebSocket.PING;
import static io.operations.web.RawWebSocket.PONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.ServletContext;
import jakarta.websocket.server.ServerContainer;
import java.io.EOFException;
import java.io.IOException;
import org.apache.tomcat.websocket.WsWebSocketContainer;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Pings, answered and not. */
@SpringBootTest(
        classes = EventSocketConfiguration.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "operations.event.socket.ping-interval=200ms",
            "operations.event.socket.silence=20s",
            "operations.event.socket.send-timeout=1s"
        })
class EventSocketPingTests {

    private final SocketSessions sessions;
    private final MeterRegistry meters;
    private final int port;

    EventSocketPingTests(
            @Autowired SocketSessions sessions, @Autowired MeterRegistry meters, @LocalServerPort int port) {
        this.sessions = sessions;
        this.meters = meters;
        this.port = port;
    }

    @Test
    void pingsAtOnceAndGivesUpAfterThreeUnanswered() throws IOException {
        try (var socket = open()) {
            for (var ping = 0; ping < 3; ping++)
                assertThat(socket.read().opcode()).isEqualTo(PING);

            var end = socket.read();

            assertThat(end.opcode()).isEqualTo(CLOSE);
            assertThat(end.closeCode()).isEqualTo(1008);
            awaitNobodyListens(meters, sessions);
        }
    }

    @Test
    void keepsWhoAnswers() throws IOException {
        try (var socket = open()) {
            for (var ping = 0; ping < 10; ping++) {
                assertThat(socket.read().opcode()).isEqualTo(PING);
                socket.send(PONG, "");
            }
        }
        awaitNobodyListens(meters, sessions);
    }

    @Test
    void hangsUpWhenItsCloseFrameIsNotAnswered(@Autowired ServletContext context) throws IOException {
        lookEverySecond(context);
        try (var socket = open()) {
            socket.send(RawWebSocket.TEXT, "hello");
            var frame = socket.read();
            while (frame.opcode() != CLOSE) frame = socket.read();

            assertThatExceptionOfType(EOFException.class).isThrownBy(socket::read);
        }
    }

    /** Tomcat looks for unanswered close frames only every ten seconds. */
    private static void lookEverySecond(ServletContext context) {
        var container = context.getAttribute(ServerContainer.class.getName());
        ((WsWebSocketContainer) container).setProcessPeriod(1);
    }

    private RawWebSocket open() throws IOException {
        return new RawWebSocket(port, "/1.0/events");
    }
}
