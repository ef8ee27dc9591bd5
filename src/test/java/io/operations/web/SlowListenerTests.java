package io.operations.web;

import static io.operations.web.EventSocketFixture.awaitNobodyListens;
import static io.operations.web.EventSocketFixture.droppedAsTooSlow;
import static io.operations.web.RawWebSocket.CLOSE;
import static io.operations.web.RawWebSocket.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.operations.event.EventHub;
import io.operations.event.EventType;
import io.operations.web.EventSocketFixture.Listener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A client that does not read is told to come back, and hurts nobody else. */
@SpringBootTest(
        classes = EventSocketConfiguration.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.threads.virtual.enabled=true",
            "operations.event.backlog=50",
            "operations.event.socket.send-timeout=20s"
        })
class SlowListenerTests {

    private static final int BATCH = 25;
    private static final String PADDING = "x".repeat(20_000);

    private final EventHub hub;
    private final SocketSessions sessions;
    private final MeterRegistry meters;
    private final int port;

    SlowListenerTests(
            @Autowired EventHub hub,
            @Autowired SocketSessions sessions,
            @Autowired MeterRegistry meters,
            @LocalServerPort int port) {
        this.hub = hub;
        this.sessions = sessions;
        this.meters = meters;
        this.port = port;
    }

    @Test
    void isClosedWith1013WhileAnotherHearsEverything() throws Exception {
        try (var slow = new RawWebSocket(port, "/1.0/events");
                var fast = Listener.connect(port, "")) {
            var published = 0;
            while (droppedAsTooSlow(meters) == 0) {
                for (var i = 0; i < BATCH; i++) publish(published + i);
                for (var i = 0; i < BATCH; i++) assertThat(fast.next()).contains(number(published++));
            }

            var heard = new ArrayList<String>();

            assertThat(readToTheEnd(slow, heard)).isEqualTo(1013);
            assertThat(heard).hasSizeLessThan(published);
            for (var i = 0; i < heard.size(); i++) assertThat(heard.get(i)).contains(number(i));
            publish(published);
            assertThat(fast.next()).contains(number(published));
            assertThat(droppedAsTooSlow(meters)).isEqualTo(1);
        }
        awaitNobodyListens(meters, sessions);
    }

    /** Reads all events and then the close code. */
    private static int readToTheEnd(RawWebSocket socket, List<String> heard) throws IOException {
        var frame = socket.read();
        for (; frame.opcode() != CLOSE; frame = socket.read()) if (frame.opcode() == TEXT) heard.add(frame.text());
        return frame.closeCode();
    }

    private void publish(int number) {
        EventSocketFixture.publish(hub, EventType.OPERATION, "default", number(number) + PADDING);
    }

    private static String number(int number) {
        return "number " + number + ".";
    }
}
