package io.operations.web;

import static io.operations.web.EventSocketFixture.awaitNobodyListens;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.operations.event.EventHub;
import io.operations.event.EventType;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The goodbye of a client that takes nothing is heard at once, not when the send that it holds up is given up. */
@SpringBootTest(
        classes = EventSocketConfiguration.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "operations.event.backlog=1000000",
            "operations.event.backlog-size=1GB",
            "operations.event.socket.send-timeout=1m"
        })
class StuckListenerGoodbyeTests {

    private static final String LARGE = "x".repeat(100_000);

    @Test
    void letsGoOfIt(
            @Autowired EventHub hub,
            @Autowired SocketSessions sessions,
            @Autowired MeterRegistry meters,
            @LocalServerPort int port)
            throws Exception {
        try (var stuck = new RawWebSocket(port, "/1.0/events")) {
            assertThat(stuck.answer()).first().asString().contains(" 101");
            for (var i = 0; i < 300; i++) EventSocketFixture.publish(hub, EventType.OPERATION, "default", LARGE);
            await().during(Duration.ofMillis(500)).until(() -> delivered(meters), new Unchanged());

            stuck.sendClose(1000, "enough");

            awaitNobodyListens(meters, sessions);
        }
    }

    private static long delivered(MeterRegistry meters) {
        return (long) meters.get("event.delivered").counter().count();
    }
}
