package io.operations.web;

import static io.operations.event.EventType.LIFECYCLE;
import static io.operations.event.EventType.LOGGING;
import static io.operations.event.EventType.OPERATION;
import static io.operations.web.EventSocketFixture.awaitNobodyListens;
import static io.operations.web.EventSocketFixture.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.operations.event.EventHub;
import io.operations.web.EventSocketFixture.Listener;
import java.io.IOException;
import java.net.http.WebSocketHandshakeException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What the events WebSocket sends, to whom, and when it ends. */
@SpringBootTest(classes = EventSocketConfiguration.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class EventSocketTests {

    private final EventHub hub;
    private final SocketSessions sessions;
    private final MeterRegistry meters;
    private final int port;

    EventSocketTests(
            @Autowired EventHub hub,
            @Autowired SocketSessions sessions,
            @Autowired MeterRegistry meters,
            @LocalServerPort int port) {
        this.hub = hub;
        this.sessions = sessions;
        this.meters = meters;
        this.port = port;
    }

    @AfterEach
    void nobodyIsLeft() {
        awaitNobodyListens(meters, sessions);
    }

    @Test
    void sendsAnEventAsOneTextFrame() throws InterruptedException {
        try (var listener = connect("")) {
            publish(hub, OPERATION, "default", Map.of("id", "f1f0"));

            assertThat(listener.next()).isEqualTo("""
                    {"type":"operation","timestamp":"2026-11-23T08:54:40.250Z","metadata":{"id":"f1f0"},\
                    "location":"none","project":"default"}""");
        }
    }

    @Test
    void sendsAFrameOfAnySize() throws InterruptedException {
        try (var listener = connect("")) {
            publish(hub, OPERATION, "default", "ö".repeat(1_000_000));

            assertThat(listener.next()).contains("ö".repeat(1_000_000));
        }
    }

    @Test
    void missesNothingThatIsPublishedAfterThe101() throws InterruptedException {
        for (var i = 0; i < 100; i++) {
            try (var listener = connect("")) {
                publish(hub, OPERATION, "default", "first " + i);

                assertThat(listener.next()).contains("first " + i);
            }
        }
    }

    @Test
    void keepsTheOrder() throws InterruptedException {
        try (var listener = connect("")) {
            for (var i = 0; i < 5_000; i++) publish(hub, OPERATION, "default", "number " + i + ".");

            for (var i = 0; i < 5_000; i++) assertThat(listener.next()).contains("number " + i + ".");
        }
    }

    @Test
    void sendsEveryTypeOfTheDefaultProjectAndTheServerWhenNothingIsAsked() throws InterruptedException {
        try (var listener = connect("")) {
            publishOneOfEach();

            assertHears(listener, "lifecycle of default", "logging of server", "operation of default", "end");
        }
    }

    @Test
    void sendsOnlyTheTypesAskedFor() throws InterruptedException {
        try (var one = connect("?type=operation");
                var two = connect("?type=operation,lifecycle&project=")) {
            publishOneOfEach();

            assertHears(one, "operation of default", "end");
            assertHears(two, "lifecycle of default", "operation of default", "end");
        }
    }

    @Test
    void sendsOnlyTheProjectAskedFor() throws InterruptedException {
        try (var mine = connect("?project=mine&all-projects=false");
                var all = connect("?type=operation&all-projects=true")) {
            publishOneOfEach();

            assertHears(mine, "lifecycle of mine", "logging of server", "operation of mine", "end");
            assertHears(all, "operation of default", "operation of mine", "end");
        }
    }

    @Test
    void endsWhenTheClientTalks() {
        try (var text = connect("");
                var bytes = connect("");
                var much = connect("")) {
            text.say("hello");
            bytes.say(new byte[] {1});
            much.begin("x".repeat(100_000));

            assertThat(text.closeCode()).isEqualTo(1003);
            assertThat(bytes.closeCode()).isEqualTo(1003);
            assertThat(much.closeCode()).isEqualTo(1003);
        }
    }

    @Test
    void letsGoOfAClientThatLeaves() {
        try (var polite = connect("");
                var rude = connect("")) {
            polite.leave();
            rude.vanish();

            awaitNobodyListens(meters, sessions);
            assertThat(polite.closeCode()).isEqualTo(1000);
        }
    }

    @Test
    void acceptsNoCompression() throws IOException {
        try (var socket = open("", "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits")) {
            assertThat(socket.answer()).first().asString().contains(" 101");
            assertThat(socket.answer()).noneMatch(line -> line.contains("permessage-deflate"));
        }
    }

    @Test
    void tellsClientsToComeBackWhenTheServiceStops() throws IOException {
        try (var one = connect("");
                var other = connect("")) {
            sessions.stop();

            assertThat(one.closeCode()).isEqualTo(1012);
            assertThat(other.closeCode()).isEqualTo(1012);
            assertThat(sessions.count()).isZero();
            assertRefused("", 503);
        } finally {
            sessions.start();
        }
    }

    @Test
    void refusesBeforeTheUpgrade() throws IOException {
        assertRefused("?type=nonsense", 400);
        assertRefused("?type=operation,", 400);
        assertRefused("?type=ovn", 400);
        assertRefused("?project=mine&all-projects=true", 400);
    }

    @Test
    void asksTheOriginBeforeTheUpgrade() throws IOException {
        try (var socket = open("", "Origin: http://localhost:" + port)) {
            assertThat(socket.answer()).first().asString().contains(" 101");
        }
        // The last is pylxd's, and means a Unix socket.
        for (var origin : new String[] {"http://evil.example", "http://localhost:1", "null", "ws+unix://localhost"})
            try (var socket = open("", "Origin: " + origin)) {
                assertThat(socket.answer()).first().asString().contains(" 403");
            }
    }

    private Listener connect(String query) {
        return Listener.connect(port, query);
    }

    private RawWebSocket open(String query, String... headers) throws IOException {
        return new RawWebSocket(port, "/1.0/events" + query, headers);
    }

    private void assertRefused(String query, int status) throws IOException {
        try (var socket = open(query)) {
            assertThat(socket.answer()).first().asString().contains(" " + status);
        }
        assertThatThrownBy(() -> connect(query)).hasCauseInstanceOf(WebSocketHandshakeException.class);
    }

    private void publishOneOfEach() {
        for (var project : new String[] {"default", "mine"})
            publish(hub, LIFECYCLE, project, "lifecycle of " + project);
        publish(hub, LOGGING, "", "logging of server");
        for (var project : new String[] {"default", "mine"})
            publish(hub, OPERATION, project, "operation of " + project);
        publish(hub, OPERATION, "", "end");
    }

    private static void assertHears(Listener listener, String... all) throws InterruptedException {
        for (var metadata : all) assertThat(listener.next()).contains("\"metadata\":\"" + metadata + "\"");
    }
}
