package io.operations.web;

import static io.operations.web.EventSocketFixture.awaitNobodyListens;
import static io.operations.web.EventSocketFixture.droppedAsTooSlow;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.operations.event.EventHub;
import io.operations.event.EventType;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A client that takes nothing at all is dropped by the deadline of a send, long before its backlog is full. */
@SpringBootTest(
        classes = EventSocketConfiguration.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "operations.event.backlog=1000000",
            "operations.event.backlog-size=1GB",
            "operations.event.socket.send-timeout=500ms"
        })
class StuckListenerTests {

    private static final String LARGE = "x".repeat(100_000);

    @Test
    void isDroppedWhenASendTakesTooLong(
            @Autowired EventHub hub,
            @Autowired SocketSessions sessions,
            @Autowired MeterRegistry meters,
            @LocalServerPort int port)
            throws Exception {
        try (var stuck = new RawWebSocket(port, "/1.0/events")) {
            assertThat(stuck.answer()).first().asString().contains(" 101");

            for (var i = 0; i < 300; i++) EventSocketFixture.publish(hub, EventType.OPERATION, "default", LARGE);

            awaitNobodyListens(meters, sessions);
            assertThat(droppedAsTooSlow(meters)).isZero();
        }
    }
}
