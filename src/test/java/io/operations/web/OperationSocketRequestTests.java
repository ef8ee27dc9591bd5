package io.operations.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.operations.hook.RecordedRun;
import io.operations.operation.Channel;
import io.operations.operation.ConnectHook;
import io.operations.operation.OperationException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.util.unit.DataSize;

/** Who is refused, how, and how that is counted. */
@Timeout(60)
@SpringBootTest(
        classes = OperationSocketTestConfiguration.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class OperationSocketRequestTests {

    private static final OperationSocketSettings SETTINGS = new OperationSocketSettings(
            Duration.ofSeconds(10),
            2,
            Duration.ofSeconds(35),
            Duration.ofMillis(100),
            DataSize.ofKilobytes(64),
            Duration.ofHours(1));

    private final Switchboard switchboard;
    private final SocketSessions sockets;
    private final MeterRegistry meters;
    private final List<ConnectHook> hooks;
    private final int port;
    private final AtomicInteger connects = new AtomicInteger();

    OperationSocketRequestTests(
            @Autowired Switchboard switchboard,
            @Autowired SocketSessions sockets,
            @Autowired MeterRegistry meters,
            @Autowired List<ConnectHook> hooks,
            @LocalServerPort int port) {
        this.switchboard = switchboard;
        this.sockets = sockets;
        this.meters = meters;
        this.hooks = hooks;
        this.port = port;
    }

    @AfterEach
    void nothingIsOngoing() {
        await().until(() -> ongoing() == 0 && sockets.count() == 0);
    }

    @Test
    void refusesWhatIsNoWebSocket() throws Exception {
        var answer = get(Switchboard.target(secret()));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo(error(400, "Not a WebSocket request"));
        assertThat(answer.headers().firstValue("Sec-WebSocket-Version")).contains("13");
        assertThat(connects).hasValue(0);
    }

    @Test
    void refusesWhatIsNoId() throws Exception {
        assertThat(get("/1.0/operations/nonsense/websocket?secret=s").statusCode())
                .isEqualTo(400);
        assertRefused("/1.0/operations/nonsense/websocket?secret=" + secret(), 400);
    }

    @Test
    void refusesAForeignPageBeforeItAsksTheOperation() throws Exception {
        assertRefused(Switchboard.target(secret()), 403, "Origin: http://evil.example");
        assertThat(connects).hasValue(0);
    }

    @Test
    void refusesWhoDoesNotKnowASecret() throws Exception {
        var before = completed("error_client");

        assertRefused("/1.0/operations/" + Switchboard.OPERATION + "/websocket", 400);
        assertRefused(Switchboard.target(""), 400);
        assertRefused(Switchboard.target("guess"), 403);
        assertRefused("/1.0/operations/01890a5d-ac96-774b-bcce-b302099a8058/websocket?secret=s", 404);

        await().until(() -> completed("error_client") == before + 4);
    }

    /** What has ended with such a code will say so for ever; what shuts down is there again soon. */
    @Test
    void asksOnlyThoseToComeAgainForWhomThatIsOfUse() throws Exception {
        var ended = switchboard.put(() -> {
            throw new OperationException.Failed(503, "Failed connecting to operation: Member shut down");
        });
        var leaving = switchboard.put(() -> {
            throw new OperationException.Unavailable("Service is shutting down");
        });

        assertThat(refusal(Switchboard.target(ended), 503)).noneMatch(line -> line.startsWith("Retry-After"));
        assertThat(refusal(Switchboard.target(leaving), 503)).anyMatch(line -> line.startsWith("Retry-After: "));
    }

    @Test
    void countsAsDoneWhenItIsConnected() throws Exception {
        var before = completed("succeeded");
        var channel = TestChannel.open();
        try (var client = new RawWebSocket(port, Switchboard.target(switchboard.put(() -> channel)))) {
            assertThat(client.answer()).first().asString().contains(" 101");
            channel.peer();

            await().until(() -> completed("succeeded") == before + 1);
            assertThat(ongoing()).isZero();
        }
    }

    @Test
    void acceptsNoCompression() throws Exception {
        var offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits";
        try (var client = new RawWebSocket(port, Switchboard.target(secret()), offer)) {
            assertThat(client.answer()).first().asString().contains(" 101");
            assertThat(client.answer()).noneMatch(line -> line.contains("permessage-deflate"));
        }
    }

    @Test
    void tellsTheSecondThatTheChannelIsTaken() throws Exception {
        var relay = hooks.stream()
                .filter(it -> it.type().name().equals("relay"))
                .findFirst()
                .orElseThrow();
        var secret = switchboard.put(relay, RecordedRun.of("{}"), "0");
        try (var first = new RawWebSocket(port, Switchboard.target(secret))) {
            assertThat(first.answer()).first().asString().contains(" 101");

            assertRefused(Switchboard.target(secret), 409);
        }
    }

    @Test
    void tellsTheChannelOfAnUpgradeThatFailed() throws Exception {
        var channel = TestChannel.open();
        var patient = new OperationSocketSettings(
                Duration.ofSeconds(10),
                2,
                Duration.ofSeconds(35),
                Duration.ofMinutes(1),
                DataSize.ofKilobytes(64),
                Duration.ofHours(1));
        var session = new ChannelSession(channel, patient, () -> true);

        sockets.open(session, new MockHttpServletRequest(), new MockHttpServletResponse(), () -> {});

        assertThat(channel.end().code()).isEqualTo(1006);
        assertThat(channel.timesClosed).hasValue(1);
    }

    @Test
    void tellsTheChannelOfAClientThatNeverCame() {
        var channel = TestChannel.open();

        new ChannelSession(channel, SETTINGS, () -> true).run();

        assertThat(channel.end().code()).isEqualTo(1006);
        assertThat(channel.timesClosed).hasValue(1);
    }

    @Test
    void comesBackAfterAStop() throws Exception {
        var channel = TestChannel.open();
        try (var client = new RawWebSocket(port, Switchboard.target(switchboard.put(() -> channel)))) {
            channel.peer();

            sockets.stop();

            assertThat(client.readData().closeCode()).isEqualTo(1012);
            assertThat(channel.end().code()).isEqualTo(1006);
            var late = TestChannel.open();
            assertRefused(Switchboard.target(switchboard.put(() -> late)), 503);
            assertThat(late.end().code()).isEqualTo(1006);
            assertThat(late.timesClosed).hasValue(1);
        } finally {
            sockets.start();
        }
        try (var client = new RawWebSocket(port, Switchboard.target(secret()))) {
            assertThat(client.answer()).first().asString().contains(" 101");
        }
    }

    private String secret() {
        return switchboard.put(this::connect);
    }

    private Channel connect() throws OperationException {
        connects.incrementAndGet();
        return TestChannel.open();
    }

    private void assertRefused(String target, int status, String... headers) throws Exception {
        refusal(target, status, headers);
    }

    private List<String> refusal(String target, int status, String... headers) throws Exception {
        try (var client = new RawWebSocket(port, target, headers)) {
            assertThat(client.answer()).first().asString().contains(" " + status);
            assertThat(client.answer()).anyMatch(line -> line.equalsIgnoreCase("Content-Type: application/json"));
            return client.answer();
        }
    }

    private HttpResponse<String> get(String target) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + target));
            return client.send(request.build(), BodyHandlers.ofString());
        }
    }

    private static String error(int code, String message) {
        return """
                {"type":"error","status":"","status_code":0,"operation":"","error_code":%d,"error":"%s","metadata":null}""".formatted(code, message);
    }

    private double ongoing() {
        return meters.get(RequestMetrics.ONGOING)
                        .tag("entity_type", "operation")
                        .gauge()
                        .value()
                + meters.get(RequestMetrics.ONGOING)
                        .tag("entity_type", "server")
                        .gauge()
                        .value();
    }

    private double completed(String result) {
        return meters.get(RequestMetrics.COMPLETED)
                .tag("entity_type", "operation")
                .tag("result", result)
                .counter()
                .count();
    }
}
